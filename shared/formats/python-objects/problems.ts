import { formatCount } from '../../base/numbers-to-text.ts';
import type { GraphProblem } from '../../graph/heap-graph.ts';

/** What a reader found to be odd, as counts. */
export interface Oddities {
  /** References to objects that are not in the dump. */
  readonly dangling: number;
  readonly duplicates: number;
  /** Objects written more than once. */
  readonly repeated: number;
  readonly unnamedTypes: number;
  readonly sizeless: number;
  readonly textsLeftOut: number;
  /** Roots that follow from something else than a list of roots. */
  readonly derivedRoots: number;
}

/** Code, count by name, the message for one and for many. */
const MESSAGES: readonly (readonly [string, keyof Oddities, string, string])[] = [
  [
    'derived-roots',
    'derivedRoots',
    'root is inferred, for the format names none: what is unreachable here may be alive.',
    'roots are inferred, for the format names none: what is unreachable here may be alive.',
  ],
  [
    'dangling-references',
    'dangling',
    'reference led to an object that is not in the snapshot, and is left out.',
    'references led to objects that are not in the snapshot, and are left out.',
  ],
  [
    'duplicate-addresses',
    'duplicates',
    'object has the address of another one, to which all references lead.',
    'objects have the address of another one, to which all references lead.',
  ],
  [
    'repeated-objects',
    'repeated',
    'object is written twice; the first time counts.',
    'objects are written again; the first time counts.',
  ],
  [
    'unnamed-types',
    'unnamedTypes',
    'type is not named, and goes by its address.',
    'types are not named, and go by their addresses.',
  ],
  [
    'unknown-sizes',
    'sizeless',
    'object has no size in the snapshot, and counts as 0 bytes.',
    'objects have no size in the snapshot, and count as 0 bytes.',
  ],
  [
    'previews-left-out',
    'textsLeftOut',
    'object has no preview, for there are more than 4 GiB of them.',
    'objects have no preview, for there are more than 4 GiB of them.',
  ],
];

/** The counts that are not 0, as sentences. O(1). */
export function problemsOf(oddities: Oddities): readonly GraphProblem[] {
  return MESSAGES.flatMap(([code, name, one, many]) => {
    const count = oddities[name];
    if (count === 0) return [];
    return [{ code, count, message: count === 1 ? `1 ${one}` : `${formatCount(count)} ${many}` }];
  });
}
