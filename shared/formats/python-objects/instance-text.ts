import { cutText, isIdentifier, visibleText } from '../../base/visible-text.ts';
import { edgeKind, LABEL_NONE } from '../../graph/edge-kinds.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import { NO_NODE, ROLE_NAMES } from '../../graph/heap-graph.ts';

/** Greatest length of a preview in UTF-16 units. */
export const MAX_PREVIEW = 120;
const MAX_ATTRIBUTES = 3;
const MAX_ATTRIBUTE_VALUE = 24;
const MAX_NAME_BYTES = 200;
/** Edges looked at for attributes: big instances are not searched through. */
const MAX_EDGES_SEEN = 24;

const ATTRIBUTE = edgeKind('attribute');
const SLOT = edgeKind('slot');
const VALUE = edgeKind('value');
const OTHER = edgeKind('other');

/** What texts of instances are made of. */
export interface InstanceInput {
  readonly graph: Pick<
    HeapGraph,
    | 'typeOf'
    | 'typeNames'
    | 'typeRole'
    | 'edgeStart'
    | 'edgeTarget'
    | 'edgeKind'
    | 'edgeLabel'
    | 'strings'
    | 'ownerOfDict'
  >;
  /** The value of a node without its attributes, '' for none. */
  plain(node: number, maxLength: number): string;
  /** The name that a key of an attribute dict is. */
  keyName(node: number): string;
}

/**
 * `Foo(val=None, …)`: a node's type and its first attributes; `…` also stands for references without a name. One line, at
 * most MAX_PREVIEW UTF-16 units. O(1).
 */
export function instanceText(input: InstanceInput, node: number): string {
  const { graph } = input;
  const parts: string[] = [];
  const more = addAttributes(input, node, parts);
  const inside = [...parts, ...(more ? ['…'] : [])].join(', ');
  return visibleText(`${lastName(graph.typeNames[graph.typeOf[node]])}(${inside})`, MAX_PREVIEW);
}

/** The last part of a dotted name: `make.<locals>.Foo` → `Foo`. O(length). */
export function lastName(typeName: string): string {
  return typeName.slice(typeName.lastIndexOf('.') + 1);
}

/** Adds up to MAX_ATTRIBUTES texts; whether there may be more attributes. */
function addAttributes(input: InstanceInput, node: number, parts: string[]): boolean {
  const { edgeStart, edgeTarget, edgeKind: kindOf, edgeLabel, ownerOfDict, strings } = input.graph;
  const end = edgeStart[node + 1];
  let hasNameless = false;
  for (let edge = edgeStart[node]; edge < end; edge++) {
    if (edge - edgeStart[node] >= MAX_EDGES_SEEN) return true;
    if (kindOf[edge] === OTHER) hasNameless = true;
    if (kindOf[edge] !== ATTRIBUTE && kindOf[edge] !== SLOT) continue;
    if (ownerOfDict !== null && ownerOfDict[edgeTarget[edge]] === node) {
      if (addEntries(input, edgeTarget[edge], parts)) return true;
      continue;
    }
    const name = edgeLabel[edge] === LABEL_NONE ? '' : strings.get(edgeLabel[edge], MAX_NAME_BYTES);
    if (!isHidden(name) && !addAttribute(input, parts, name, edgeTarget[edge])) return true;
  }
  return hasNameless;
}

/** Attributes that stand in the instance's dict. */
function addEntries(input: InstanceInput, dict: number, parts: string[]): boolean {
  const { edgeStart, edgeTarget, edgeKind: kindOf, edgeLabel } = input.graph;
  const end = Math.min(edgeStart[dict + 1], edgeStart[dict] + MAX_EDGES_SEEN);
  for (let edge = edgeStart[dict]; edge < end; edge++) {
    if (kindOf[edge] !== VALUE || edgeLabel[edge] === NO_NODE) continue;
    if (!addAttribute(input, parts, input.keyName(edgeLabel[edge]), edgeTarget[edge])) return true;
  }
  return end < edgeStart[dict + 1];
}

/** Whether there was room for it. */
function addAttribute(input: InstanceInput, parts: string[], name: string, target: number): boolean {
  const { typeOf, typeNames, typeRole } = input.graph;
  if (parts.length === MAX_ATTRIBUTES) return false;
  const type = typeOf[target];
  const short = input.plain(target, MAX_ATTRIBUTE_VALUE);
  const value =
    short !== '' ? short : ROLE_NAMES[typeRole[type]] === 'code' ? '…' : `${lastName(typeNames[type])}(…)`;
  parts.push(`${visibleText(name, MAX_ATTRIBUTE_VALUE)}=${cutText(value, MAX_ATTRIBUTE_VALUE)}`);
  return true;
}

function isHidden(name: string): boolean {
  return name === '' || (name.startsWith('__') && name.endsWith('__') && isIdentifier(name));
}
