import { NO_NODE } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';

/**
 * What an object is, with attribute dicts told apart by whose they are: `app.Order`, `dict of app.Order`, `dict (no
 * owner)`. heapy calls it "class or dict of class" (byclodo). Kinds are numbers, of nodes in O(1).
 */
export interface OwnerKinds {
  /** One more than the greatest kind. */
  readonly count: number;
  readonly kindOf: (node: number) => number;
  readonly textOf: (kind: number) => string;
}

const DICT = 'dict';

/** The kinds of a graph's objects: types, then "dict of" each type, then one for dicts that nobody owns. O(types). */
export function ownerKinds({ typeOf, typeNames, ownerOfDict }: HeapGraph): OwnerKinds {
  const types = typeNames.length;
  const unowned = 2 * types;
  const dictType = ownerOfDict === null ? -1 : typeNames.indexOf(DICT);
  return {
    count: unowned + 1,
    kindOf: (node) => {
      const type = typeOf[node];
      if (ownerOfDict === null) return type;
      const owner = ownerOfDict[node];
      if (owner !== NO_NODE) return types + typeOf[owner];
      return type === dictType ? unowned : type;
    },
    textOf: (kind) => {
      if (kind < types) return typeNames[kind];
      return kind === unowned ? 'dict (no owner)' : `dict of ${typeNames[kind - types]}`;
    },
  };
}
