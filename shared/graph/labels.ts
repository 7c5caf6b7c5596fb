import { cutText, isIdentifier, quotedText, visibleText } from '../base/visible-text.ts';
import { EDGE_KIND_NAMES, LABEL_NONE } from './edge-kinds.ts';
import type { EdgeKindText } from './edge-kinds.ts';
import type { HeapGraph } from './heap-graph.ts';

/** Greatest length of a label in UTF-16 units: it stands on an arrow. */
export const MAX_LABEL_LENGTH = 80;
/** UTF-8 bytes decoded for a label: enough for MAX_LABEL_LENGTH characters of any script. */
const LABEL_BYTES = 4 * MAX_LABEL_LENGTH + 4;

/**
 * How an edge reads in code: `.name`, `['k']`, `[3]`, `local x`, `cell y`, `key 'k'`. One line of at most
 * MAX_LABEL_LENGTH UTF-16 units, safe to show: what is no identifier is quoted and escaped. O(1).
 */
export function labelOf(graph: HeapGraph, edge: number): string {
  const kind = EDGE_KIND_NAMES[graph.edgeKind[edge]] ?? 'other';
  const label = graph.edgeLabel[edge];
  switch (kind) {
    case 'attribute':
    case 'slot':
      return label === LABEL_NONE ? kind : memberLabel(stringLabel(graph, label));
    case 'type':
      return label === LABEL_NONE ? 'type' : memberLabel(stringLabel(graph, label));
    case 'value':
      return label === LABEL_NONE ? 'value' : `[${keyText(graph, label)}]`;
    case 'key':
      return label === LABEL_NONE ? 'key' : `key ${keyText(graph, label)}`;
    case 'item':
    case 'element':
      return label === LABEL_NONE ? kind : `[${label}]`;
    case 'local':
    case 'cell':
    case 'global':
    case 'internal':
    case 'weak':
    case 'other':
      return wordLabel(kind, label === LABEL_NONE ? '' : stringLabel(graph, label));
  }
}

/**
 * The label of an entry of an object's `__dict__` seen from the object, whose dict is folded away: `.customer` for
 * `['customer']`. Any other edge as labelOf. O(1).
 */
export function labelInOwner(graph: HeapGraph, edge: number): string {
  const label = labelOf(graph, edge);
  if (EDGE_KIND_NAMES[graph.edgeKind[edge]] !== 'value') return label;
  // An identifier in quotes has no escapes, so that the quoted text is the name itself.
  const name = /^\['(.*)'\]$/u.exec(label)?.[1];
  return name !== undefined && isIdentifier(name) ? `.${name}` : label;
}

/** `.name`, or `['…']` for a name that no source text could write after a dot. */
function memberLabel(name: string): string {
  const head = cutText(name, MAX_LABEL_LENGTH);
  // The cut mark is no part of the name.
  const isName = isIdentifier(head.length < name.length ? head.slice(0, -1) : head);
  return isName ? `.${cutText(head, MAX_LABEL_LENGTH - 1)}` : `[${quotedText(name, MAX_LABEL_LENGTH - 2)}]`;
}

function wordLabel(kind: EdgeKindText, name: string): string {
  if (kind === 'other') return name === '' ? 'reference' : visibleText(name, MAX_LABEL_LENGTH);
  return name === '' ? kind : visibleText(`${kind} ${name}`, MAX_LABEL_LENGTH);
}

function keyText(graph: HeapGraph, keyNode: number): string {
  const preview = graph.previewOf(keyNode);
  return visibleText(preview === '' ? typeText(graph, keyNode) : preview, MAX_LABEL_LENGTH - 4);
}

function typeText(graph: HeapGraph, node: number): string {
  return graph.typeNames[graph.typeOf[node]] ?? '?';
}

function stringLabel(graph: HeapGraph, label: number): string {
  return graph.strings.get(label, LABEL_BYTES);
}
