import { ROLE_NAMES } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { groupByNumberOf } from './grouping.ts';
import type { Grouping } from './grouping.ts';
import type { WorkContext } from './work-context.ts';

/** Objects whose preview is their value, beside texts and numbers. */
const VALUE_TYPES = new Set(['bytes', 'bytearray', 'bool', 'complex', 'NoneType', 'ellipsis']);
/** Types whose previews show by their form what they are. */
const PLAIN_TYPES = new Set(['str', 'bytes', 'int', 'float', '(string)', '(concatenated string)']);
const NO_VALUE = -1;
const NO_VALUE_TEXT = '(no value)';
const CUT = '…';

/**
 * Groups objects with equal values: texts, bytes and numbers, by the hash of their content where the snapshot has it
 * (Python's str and bytes), else by their preview, cut ones by their size besides. All other objects are one group.
 * O(members), with previews made where there is no hash. Throws HeapError `cancelled`.
 */
export function groupByValue(graph: HeapGraph, members: Uint32Array, context: WorkContext): Grouping {
  const { typeOf, typeNames, typeRole, hashOf } = graph;
  const hasValue = typeNames.map((name, type) => {
    const role = ROLE_NAMES[typeRole[type]];
    return role === 'text' || role === 'number' || VALUE_TYPES.has(name);
  });
  const numberOf = valueNumbers(graph);
  const grouping = groupByNumberOf(
    members,
    (node) => (hasValue[typeOf[node]] ? numberOf(node) : NO_VALUE),
    (number, node) => (number === NO_VALUE ? NO_VALUE_TEXT : valueText(graph, node, number)),
    context,
  );
  const note =
    hashOf === undefined || hashOf === null
      ? 'This snapshot has no hashes of contents: values whose previews are cut count as equal when the previews and the sizes are.'
      : null;
  return { ...grouping, note };
}

/** A number by node, equal for equal values of one type only. */
function valueNumbers(graph: HeapGraph): (node: number) => number {
  const { typeOf, hashOf, shallowBytesOf } = graph;
  // Hashes of equal text and bytes are equal, and so are those of 0 and '': each type has a numbering of its own.
  const numbersOfType = new Map<number, Map<number, number>>();
  let next = 0;
  return (node) => {
    const type = typeOf[node];
    let numbers = numbersOfType.get(type);
    if (numbers === undefined) {
      numbers = new Map();
      numbersOfType.set(type, numbers);
    }
    const hash = hashOf?.[node] ?? Number.NaN;
    const preview = Number.isNaN(hash) ? graph.previewOf(node) : '';
    const size = preview.includes(CUT) ? shallowBytesOf[node] : 0;
    const content = Number.isNaN(hash) ? hashOfText(preview, size) : hash;
    let number = numbers.get(content);
    if (number === undefined) {
      number = next++;
      numbers.set(content, number);
    }
    return number;
  };
}

/** What the value is, with its type where the text does not show it, and a number where the text is cut. */
function valueText(graph: HeapGraph, node: number, number: number): string {
  const preview = graph.previewOf(node);
  const type = graph.typeNames[graph.typeOf[node]];
  const text = PLAIN_TYPES.has(type) ? preview : `${preview} (${type})`;
  return preview.includes(CUT) ? `${text} (#${number})` : text;
}

/** 53 bits of a text and a number: two multiplicative hashes (FNV-1a and its like with another factor). O(length). */
function hashOfText(text: string, number: number): number {
  let low = 0x811c_9dc5 ^ number;
  let high = 0x9e37_79b9 ^ Math.floor(number / 0x1_0000_0000);
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x0100_0193);
    high = Math.imul(high ^ unit, 0x85eb_ca6b) ^ (high >>> 15);
  }
  // Below zero, where no kept hash is.
  return -1 - (low >>> 0) - (high & 0x1f_ffff) * 0x1_0000_0000;
}
