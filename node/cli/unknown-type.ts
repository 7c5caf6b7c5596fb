import { HeapError } from '../../shared/base/errors.ts';
import type { TypesPage } from '../../shared/protocol/rows.ts';
import { typeText } from './cells.ts';
import { CommandError } from './command-errors.ts';
import type { OpenHeap } from './heaps.ts';
import { nearNames } from './near-names.ts';
import { askPages } from './rows-of-pages.ts';

/**
 * The error for a TYPE that has no instances, naming types that may have been meant. An `error` that says anything
 * else than "not found" comes back as it is. O(types).
 */
export async function unknownType(heap: OpenHeap, type: string, error?: unknown): Promise<unknown> {
  if (error !== undefined && !isNotFound(error)) return error;
  const sort = { by: 'shallow' as const, descending: true };
  const pages = await askPages<TypesPage>(
    (window) => heap.call('types', { ...window, sort, filter: '' }),
    null,
  );
  const names: string[] = [];
  for await (const rows of pages.rows) names.push(...rows.map((row) => row.type));
  if (names.includes(type))
    return error ?? new CommandError(heap.file, `${typeText(type)} has no instances.`);
  const near = nearNames(type, names).map(typeText);
  const hint = near.length === 0 ? '"backref types" lists them all.' : `Did you mean ${near.join(' or ')}?`;
  return new CommandError(heap.file, `No type is named "${typeText(type)}". ${hint}`);
}

function isNotFound(error: unknown): boolean {
  const cause = error instanceof CommandError ? error.cause : error;
  return cause instanceof HeapError && cause.code === 'not-found';
}
