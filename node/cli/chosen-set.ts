import { parseObjectQuery } from '../../shared/protocol/object-query.ts';
import type { ObjectSet } from '../../shared/protocol/object-set.ts';
import type { Arguments, OptionSpec } from './arguments.ts';
import { UsageError } from './command-errors.ts';
import type { OpenHeap } from './heaps.ts';
import { unknownType } from './unknown-type.ts';

/** Options by which a command is told about which objects it is asked. */
export const SET_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'type',
    value: 'T',
    does: 'Only instances of this type, its whole name as `backref types` prints it',
  },
  {
    name: 'where',
    value: 'QUERY',
    does: 'Only objects for which this holds: \'retained > 1MB and type ~ "app"\'',
  },
];

/** The objects that the options choose; without any of them all. Throws UsageError for a query with a mistake. */
export function chosenSet(args: Arguments): ObjectSet {
  const type = args.text('type');
  const query = args.text('where');
  const set: ObjectSet = type === null ? { kind: 'all' } : { kind: 'type', type };
  if (query === null) return set;
  const parsed = parseObjectQuery(query);
  if ('error' in parsed) throw new UsageError(`--where: ${parsed.error.message}`);
  return { kind: 'where', set, query };
}

/** As chosenSet, for commands that make no sense for all objects. Throws UsageError when nothing was chosen. */
export function neededSet(args: Arguments): ObjectSet {
  if (args.text('type') === null && args.text('where') === null)
    throw new UsageError('--type or --where missing');
  return chosenSet(args);
}

/** Asks about the chosen set; a type that is not there fails with names that may have been meant. */
export async function askAboutSet<Answer>(
  heap: OpenHeap,
  args: Arguments,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const type = args.text('type');
    throw type === null ? error : await unknownType(heap, type, error);
  }
}
