import { quotedText, visibleText } from '../../base/visible-text.ts';
import { edgeKind } from '../../graph/edge-kinds.ts';
import { formatPropertyName } from './property-names.ts';
import type { RawSnapshot } from './raw-snapshot.ts';

const PROPERTY = edgeKind('attribute');
const INTERNAL = edgeKind('internal');
const MAX_LENGTH = 120;
/** UTF-8 bytes decoded for a preview: enough for MAX_LENGTH characters of any script. */
const MAX_BYTES = 4 * MAX_LENGTH;
/** Parts of a concatenated string that are looked at: parts may be empty. */
const MAX_PARTS = 1000;
/** Edges of a plain object that are looked at. */
const MAX_EDGES = 200;

/**
 * A short text of what a node is: strings quoted (concatenated ones put together), numbers and booleans where the snapshot
 * has their values, functions as `name()`, plain objects as `{a, b, …}`, others by their class or V8's name. One line of
 * at most 120 characters, safe to show. O(1).
 */
export function previewOfNode(raw: RawSnapshot, node: number): string {
  const { types } = raw;
  const name = nameText(raw, node);
  switch (raw.nodes.rawType[node]) {
    case types.string:
    case types.slicedString:
      return quotedText(name, MAX_LENGTH, isCut(raw, node));
    case types.consString:
      return concatenatedText(raw, node);
    case types.number:
      return visibleText(valueText(raw, node) ?? name, MAX_LENGTH);
    case types.closure:
      return visibleText(name === '' ? '(anonymous function)' : `${name}()`, MAX_LENGTH);
    case types.regexp:
      return visibleText(`/${name}/`, MAX_LENGTH);
    case types.object:
      return visibleText(name === 'Object' ? plainObjectText(raw, node) : name, MAX_LENGTH);
    default:
      return visibleText(name, MAX_LENGTH);
  }
}

function nameText(raw: RawSnapshot, node: number): string {
  return raw.strings.get(raw.nodes.name[node], MAX_BYTES);
}

function isCut(raw: RawSnapshot, node: number): boolean {
  return raw.strings.byteLength(raw.nodes.name[node]) > MAX_BYTES;
}

/** Where the internal edge called `name` leads; -1 when there is none among the first edges. */
function internalTarget(raw: RawSnapshot, node: number, name: string): number {
  const { edgeStart } = raw.nodes;
  const { kind, label, target } = raw.edges;
  const end = Math.min(edgeStart[node + 1], edgeStart[node] + MAX_EDGES);
  for (let edge = edgeStart[node]; edge < end; edge++) {
    if (kind[edge] === INTERNAL && raw.strings.get(label[edge], 32) === name) return target[edge];
  }
  return -1;
}

/** The value of a number node, which newer snapshots hang on it as a string. */
function valueText(raw: RawSnapshot, node: number): string | null {
  const value = internalTarget(raw, node, 'value');
  return value < 0 ? null : nameText(raw, value);
}

/** V8 keeps the result of `+` as a pair until it is used: the parts are put together from left to right. */
function concatenatedText(raw: RawSnapshot, node: number): string {
  let text = '';
  const waiting = [node];
  let parts = 0;
  while (waiting.length > 0 && text.length <= MAX_LENGTH && parts < MAX_PARTS) {
    const part = waiting.pop() ?? node;
    parts++;
    if (raw.nodes.rawType[part] !== raw.types.consString) {
      text += nameText(raw, part);
      continue;
    }
    const second = internalTarget(raw, part, 'second');
    const first = internalTarget(raw, part, 'first');
    if (second >= 0) waiting.push(second);
    if (first >= 0) waiting.push(first);
  }
  return quotedText(text, MAX_LENGTH, waiting.length > 0);
}

function plainObjectText(raw: RawSnapshot, node: number): string {
  const { edgeStart } = raw.nodes;
  const { kind, label } = raw.edges;
  let text = '';
  const end = Math.min(edgeStart[node + 1], edgeStart[node] + MAX_EDGES);
  for (let edge = edgeStart[node]; edge < end && text.length < MAX_LENGTH; edge++) {
    if (kind[edge] !== PROPERTY) continue;
    const name = raw.strings.get(label[edge], MAX_BYTES);
    if (name !== '__proto__') text += `${text === '' ? '' : ', '}${formatPropertyName(name)}`;
  }
  const isWhole = end === edgeStart[node + 1] && text.length < MAX_LENGTH - 2;
  return isWhole ? `{${text}}` : `{${text.slice(0, MAX_LENGTH - 5)}, …}`;
}
