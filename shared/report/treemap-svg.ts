import { hierarchy, treemap } from 'd3';
import type { HierarchyRectangularNode } from 'd3';
import { formatBytes, formatCount } from '../base/numbers-to-text.ts';
import { cutText } from '../base/visible-text.ts';
import type { TreemapCell } from '../protocol/rows.ts';
import { type Markup, markup, NO_MARKUP } from './markup.ts';

const WIDTH = 1040;
const HEIGHT = 460;
const HEAD = 16;
/** Packages with a colour of their own; style.ts has as many. */
const COLOURS = 7;
/** Of a letter at the size of the labels, in pixels: more than most, so that none runs out of its area. */
const LETTER = 6.4;

type Area = HierarchyRectangularNode<TreemapCell>;

/** Where the heap's bytes are as areas inside areas, with a key to the colours. O(cells · log). */
export function treemapMarkup(top: TreemapCell): Markup {
  const root = hierarchy(top, (cell) => [...cell.cells])
    .sum((cell) =>
      Math.max(0, cell.retainedBytes - cell.cells.reduce((sum, inner) => sum + inner.retainedBytes, 0)),
    )
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const placed = treemap<TreemapCell>()
    .size([WIDTH, HEIGHT])
    .paddingInner(1)
    .paddingOuter(1)
    .paddingTop((node) => (node.depth === 0 ? 1 : HEAD))
    .round(true)(root);
  const colourOf = packageColours(placed);
  const areas = placed
    .descendants()
    .filter(({ depth, x0, x1, y0, y1 }) => depth > 0 && x1 - x0 >= 2 && y1 - y0 >= 2)
    .map((area) => areaMarkup(area, colourOf));
  return markup`<svg class="treemap" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Treemap of retained sizes">
${areas}
</svg>
<p class="key">${keyMarkup(colourOf)}</p>`;
}

/**
 * The packages that have most get a colour each, in order; all others share the last, and so do builtin types, which are
 * everywhere.
 */
function packageColours(root: Area): ReadonlyMap<string, number> {
  const bytesOf = new Map<string, number>();
  for (const { data } of root.descendants()) {
    if (data.package === 'builtins' || data.package === '') continue;
    bytesOf.set(data.package, (bytesOf.get(data.package) ?? 0) + data.shallowBytes);
  }
  const names = [...bytesOf.entries()].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  return new Map(names.slice(0, COLOURS).map((name, index) => [name, index]));
}

function keyMarkup(colourOf: ReadonlyMap<string, number>): Markup[] {
  const keys = [...colourOf, ['builtins and others', COLOURS] as const];
  return keys.map(([name, colour]) => markup`<span class="swatch p${colour}"></span>${name}`);
}

function areaMarkup(area: Area, colourOf: ReadonlyMap<string, number>): Markup {
  const { data, x0, x1, y0, y1 } = area;
  const many = data.count > 1 ? `${formatCount(data.count)} × ` : '';
  const title = `${many}${data.type}${data.preview === '' ? '' : ` ${data.preview}`}: ${formatBytes(data.retainedBytes)}`;
  const colour = colourOf.get(data.package) ?? COLOURS;
  return markup`<g><title>${title}</title><rect class="p${colour} d${Math.min(3, area.depth)}" x="${x0}" y="${y0}" width="${x1 - x0}" height="${y1 - y0}"/>${labelMarkup(area, many)}</g>`;
}

function labelMarkup({ data, x0, x1, y0, y1 }: Area, many: string): Markup {
  const room = Math.floor((x1 - x0 - 8) / LETTER);
  if (room < 4 || y1 - y0 < HEAD - 1) return NO_MARKUP;
  const text = `${many}${data.type.slice(data.type.lastIndexOf('.') + 1)} ${formatBytes(data.retainedBytes)}`;
  return markup`<text x="${x0 + 4}" y="${y0 + 12}">${cutText(text, room)}</text>`;
}
