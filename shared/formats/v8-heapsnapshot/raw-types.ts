/** The node types of V8 that rules speak of, as indices into the header's list; -1 where the list has none. */
export interface RawTypes {
  readonly hidden: number;
  readonly array: number;
  readonly string: number;
  readonly object: number;
  readonly code: number;
  readonly closure: number;
  readonly regexp: number;
  readonly number: number;
  readonly native: number;
  readonly synthetic: number;
  readonly consString: number;
  readonly slicedString: number;
}

/** Where the types stand in the header's list. O(types). */
export function rawTypesOf(nodeTypes: readonly string[]): RawTypes {
  return {
    hidden: nodeTypes.indexOf('hidden'),
    array: nodeTypes.indexOf('array'),
    string: nodeTypes.indexOf('string'),
    object: nodeTypes.indexOf('object'),
    code: nodeTypes.indexOf('code'),
    closure: nodeTypes.indexOf('closure'),
    regexp: nodeTypes.indexOf('regexp'),
    number: nodeTypes.indexOf('number'),
    native: nodeTypes.indexOf('native'),
    synthetic: nodeTypes.indexOf('synthetic'),
    consString: nodeTypes.indexOf('concatenated string'),
    slicedString: nodeTypes.indexOf('sliced string'),
  };
}
