import { z } from 'zod';
import { parseObjectQuery } from './object-query.ts';
import { ADVICE_KINDS } from './advice-kinds.ts';
import { GROUP_KEYS, MAX_SET_DEPTH, MAX_SET_IDS, MAX_SET_PARTS } from './object-set.ts';
import type { ObjectSet } from './object-set.ts';

const MAX_ID = 100;
/** Greatest length of a type's name or of a group's key: both come from the snapshot. */
const MAX_NAME = 20_000;
const MAX_SEARCH = 500;
const MAX_QUERY = 2000;

const snapshot = z.string().min(1).max(200);
const set = z.lazy(() => OBJECT_SET_PARTS);

/** A query that can be understood; what cannot fails with a sentence that names the column. */
const query = z
  .string()
  .max(MAX_QUERY)
  .superRefine((text, issues) => {
    const parsed = parseObjectQuery(text);
    if ('error' in parsed) issues.addIssue({ code: 'custom', message: parsed.error.message });
  });

const OBJECT_SET_PARTS: z.ZodType<ObjectSet> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('type'), type: z.string().max(MAX_NAME) }),
  z.strictObject({ kind: z.literal('ids'), ids: z.array(z.string().min(1).max(MAX_ID)).max(MAX_SET_IDS) }),
  z.strictObject({ kind: z.literal('unreachable') }),
  z.strictObject({ kind: z.literal('text'), set, text: z.string().max(MAX_SEARCH) }),
  z.strictObject({ kind: z.literal('where'), set, query }),
  z.strictObject({ kind: z.enum(['and', 'or', 'minus']), left: set, right: set }),
  z.strictObject({ kind: z.literal('retained'), of: set }),
  z.strictObject({ kind: z.enum(['referrers', 'referents']), of: set }),
  z.strictObject({ kind: z.literal('dominated-by'), id: z.string().min(1).max(MAX_ID) }),
  z.strictObject({ kind: z.enum(['new-since', 'survived']), before: snapshot }),
  z.strictObject({ kind: z.literal('freed-by'), after: snapshot }),
  z.strictObject({
    kind: z.literal('advised'),
    advice: z.enum(ADVICE_KINDS),
    type: z.string().max(MAX_NAME).nullable(),
  }),
  z.strictObject({
    kind: z.literal('group'),
    of: set,
    by: z.enum(GROUP_KEYS),
    key: z.string().max(MAX_NAME),
  }),
]);

/**
 * A set expression of at most MAX_SET_DEPTH levels and MAX_SET_PARTS parts. The size is looked at first, without
 * recursion, so that no message however deep costs more than its length.
 */
export const OBJECT_SET_SCHEMA: z.ZodType<ObjectSet> = z
  .unknown()
  .superRefine((value, issues) => {
    const problem = sizeProblem(value);
    if (problem !== null) issues.addIssue({ code: 'custom', message: problem });
  })
  .pipe(OBJECT_SET_PARTS);

/** What is too much of an expression, null when nothing is. Level by level: O(parts). */
function sizeProblem(expression: unknown): string | null {
  let level: readonly unknown[] = [expression];
  let parts = 0;
  for (let depth = 0; level.length > 0; depth++) {
    parts += level.length;
    if (depth >= MAX_SET_DEPTH) return `a set is at most ${MAX_SET_DEPTH} expressions deep`;
    if (parts > MAX_SET_PARTS) return `a set has at most ${MAX_SET_PARTS} expressions`;
    level = level.flatMap((each) => innerSets(each));
  }
  return null;
}

function innerSets(expression: unknown): readonly unknown[] {
  if (typeof expression !== 'object' || expression === null) return [];
  return ['set', 'of', 'left', 'right'].flatMap((name) => {
    const inner = (expression as Readonly<Record<string, unknown>>)[name];
    return inner === undefined ? [] : [inner];
  });
}
