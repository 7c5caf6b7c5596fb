import { hierarchy, treemap } from 'd3';
import type { HierarchyNode, HierarchyRectangularNode } from 'd3';
import { formatCount } from '../../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../../shared/base/visible-text.ts';
import type { TreemapCell } from '../../../shared/protocol/rows.ts';

/** Colours for packages; 0 is for all that have none. */
export const PACKAGE_COLOURS = 8;
/** Smaller cells are not drawn: nobody could see them. */
const LEAST_SIDE = 2;
const HEAD_HEIGHT = 17;
const LETTER_WIDTH = 6.3;

/** A cell on the picture, in CSS pixels. */
export interface PlacedCell {
  readonly index: number;
  readonly cell: TreemapCell;
  /** Index of the cell around it; -1 at the top. */
  readonly parent: number;
  /** 1 directly under the top. */
  readonly depth: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** What is written on it; '' where there is no room. */
  readonly label: string;
  /** The package it is coloured by: see packagesOf. */
  readonly package: string;
}

/** Package names of what is built into the language: of no interest by itself. */
const BUILT_IN = new Set(['', 'builtins']);

/** What a cell is called: `dict`, `1,234 × app.Order`. */
export function cellName({ type, count, id }: TreemapCell): string {
  return id === null && count > 1
    ? `${formatCount(count)} × ${visibleText(type, 80)}`
    : visibleText(type, 80);
}

function shownLabel(name: string, width: number, height: number): string {
  const letters = Math.floor((width - 8) / LETTER_WIDTH);
  if (height < 13 || letters < 4) return '';
  return name.length <= letters ? name : `${name.slice(0, letters - 1)}…`;
}

/** Whether a cell with others inside has room for its name above them. */
function hasHead({ x0, x1, y0, y1 }: HierarchyRectangularNode<TreemapCell>): boolean {
  return x1 - x0 > 50 && y1 - y0 > 36;
}

/** Whether what has no cell takes more than half of the whole, so that next to it the cells would be specks. */
export function areGreatestOnly({ rest, retainedBytes }: TreemapCell): boolean {
  return rest !== null && 2 * rest.retainedBytes > retainedBytes;
}

/** Bytes that the whole picture stands for. */
function drawnBytes(top: TreemapCell): number {
  if (!areGreatestOnly(top)) return top.retainedBytes;
  return top.cells.reduce((sum, cell) => sum + cell.retainedBytes, 0);
}

type CellNode = HierarchyNode<TreemapCell>;

/**
 * The package each cell is coloured by: its own; of what is built in that of what holds it, or where that is built in
 * too, of what fills more than half of it. O(cells).
 */
function packagesOf(root: CellNode): ReadonlyMap<CellNode, string> {
  const fillOf = new Map<CellNode, string>();
  root.eachAfter((node) => {
    const own = node.data.package;
    fillOf.set(node, BUILT_IN.has(own) ? mostlyInside(node, fillOf) : own);
  });
  const packageOf = new Map<CellNode, string>();
  /** Of the nearest cell at or around one that has a package by itself. */
  const namedOf = new Map<CellNode, string>();
  root.eachBefore((node) => {
    const { parent, data } = node;
    const around = parent === null ? '' : (namedOf.get(parent) ?? '');
    const named = BUILT_IN.has(data.package) ? around : data.package;
    namedOf.set(node, named);
    packageOf.set(node, named === '' ? (fillOf.get(node) ?? '') : named);
  });
  return packageOf;
}

/** The package of more than half of a cell; '' where there is none. */
function mostlyInside(node: CellNode, fillOf: ReadonlyMap<CellNode, string>): string {
  const bytes = new Map<string, number>();
  for (const child of node.children ?? []) {
    const name = fillOf.get(child) ?? '';
    bytes.set(name, (bytes.get(name) ?? 0) + child.data.retainedBytes);
  }
  for (const [name, sum] of bytes) if (2 * sum > node.data.retainedBytes) return name;
  return '';
}

/**
 * The cells inside one as rectangles, a cell before what is inside it. Areas are retained sizes; what is left free
 * inside one is its own bytes and what has no cell. O(cells).
 */
export function layOutTreemap(top: TreemapCell, width: number, height: number): readonly PlacedCell[] {
  if (width < LEAST_SIDE || height < LEAST_SIDE) return [];
  const root = hierarchy(top, (cell) => cell.cells);
  // d3 would add up the leaves; a cell is larger than what is inside it.
  const sized = root.each((node) => {
    (node as { value?: number }).value = node.depth === 0 ? drawnBytes(top) : node.data.retainedBytes;
  });
  const laid = treemap<TreemapCell>()
    .size([width, height])
    .round(true)
    .paddingInner(1)
    .paddingOuter((node) => (node.depth === 0 ? 0 : 2))
    .paddingTop((node) => (node.depth === 0 ? 0 : hasHead(node) ? HEAD_HEIGHT : 2))(sized);
  const placed: PlacedCell[] = [];
  const indexOf = new Map<HierarchyRectangularNode<TreemapCell>, number>();
  const packageOf = packagesOf(laid);
  laid.eachBefore((node) => {
    if (node.depth === 0) return;
    const size = { width: node.x1 - node.x0, height: node.y1 - node.y0 };
    if (size.width < LEAST_SIDE || size.height < LEAST_SIDE) return;
    const index = placed.length;
    indexOf.set(node, index);
    placed.push({
      index,
      cell: node.data,
      parent: node.parent === null ? -1 : (indexOf.get(node.parent) ?? -1),
      depth: node.depth,
      x: node.x0,
      y: node.y0,
      ...size,
      label: hasHead(node) || !node.children ? shownLabel(cellName(node.data), size.width, size.height) : '',
      package: packageOf.get(node) ?? '',
    });
  });
  return placed;
}

export interface PackageShare {
  readonly name: string;
  /** Bytes of its cells without what is drawn inside them. */
  readonly bytes: number;
}

/** The packages of a picture by their bytes, greatest first; what is built in is called ''. O(cells). */
export function packageShares(cells: readonly PlacedCell[]): readonly PackageShare[] {
  const bytes = new Map<string, number>();
  const add = (name: string, more: number): void => void bytes.set(name, (bytes.get(name) ?? 0) + more);
  for (const { cell, package: name, parent } of cells) {
    add(name, cell.retainedBytes);
    if (parent >= 0) add(cells[parent].package, -cell.retainedBytes);
  }
  return [...bytes].map(([name, sum]) => ({ name, bytes: sum })).sort((a, b) => b.bytes - a.bytes);
}

/** Gives packages their colours: the first that come take them, and keep them however one zooms. */
export class PackageColours {
  readonly #colourOf = new Map<string, number>([['', 0]]);

  /** 1…PACKAGE_COLOURS, 0 when there are no more. O(1). */
  of(name: string): number {
    const known = this.#colourOf.get(name);
    if (known !== undefined) return known;
    const colour = this.#colourOf.size <= PACKAGE_COLOURS ? this.#colourOf.size : 0;
    this.#colourOf.set(name, colour);
    return colour;
  }
}

/** Where a click on a cell leads. */
export type CellAction =
  | { readonly kind: 'zoom'; readonly zoom: readonly string[]; readonly inside: string | null }
  | { readonly kind: 'open'; readonly id: string };

/**
 * Into the cell where it is several objects, or one that holds others: the objects around it on the picture and itself
 * are added to the zoom, for several of one type the type. A single object that holds none is opened. O(depth).
 */
export function cellAction(
  cells: readonly PlacedCell[],
  index: number,
  from: { readonly zoom: readonly string[] },
): CellAction | null {
  const chosen = cells.at(index);
  if (chosen === undefined) return null;
  const { cell } = chosen;
  if (cell.id !== null && cell.retainedBytes <= cell.shallowBytes) return { kind: 'open', id: cell.id };
  const around: string[] = [];
  for (let at = index; at >= 0; at = cells[at].parent) {
    const { id } = cells[at].cell;
    if (id !== null) around.unshift(id);
  }
  return { kind: 'zoom', zoom: [...from.zoom, ...around], inside: cell.id === null ? cell.type : null };
}

/** The cell a movement key leads to: along siblings, into one or out of it; null for other keys. O(cells). */
export function cellAfterKey(cells: readonly PlacedCell[], active: number, key: string): number | null {
  const at = cells.at(active);
  if (at === undefined) return null;
  const siblings = cells.filter(({ parent }) => parent === at.parent);
  const place = siblings.indexOf(at);
  switch (key) {
    case 'ArrowRight':
      return siblings.at(Math.min(place + 1, siblings.length - 1))?.index ?? null;
    case 'ArrowLeft':
      return siblings.at(Math.max(place - 1, 0))?.index ?? null;
    case 'ArrowDown':
      return cells.find(({ parent }) => parent === active)?.index ?? active;
    case 'ArrowUp':
      return at.parent < 0 ? active : at.parent;
    case 'Home':
      return siblings[0].index;
    case 'End':
      return siblings.at(-1)?.index ?? null;
    default:
      return null;
  }
}
