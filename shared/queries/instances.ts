import { typeOfName } from './find-by-name.ts';
import { instanceRow } from './object-rows.ts';
import type { Query } from './query-context.ts';

/** One page of a type's objects, filtered and sorted; the order is kept for the next page. See InstanceLists. */
export const instances: Query<'instances'> = (context, { type: typeName, filter, sort, offset, limit }) => {
  const { heap, instanceLists } = context;
  const type = typeOfName(heap, typeName);
  const list = instanceLists.list(type, filter, context);
  const nodes = instanceLists.sorted(type, filter, sort.by, context);
  const total = nodes.length;
  const rows = [];
  for (let row = offset; row < Math.min(total, offset + limit); row++) {
    rows.push(instanceRow(heap, nodes[sort.descending ? total - 1 - row : row]));
  }
  return {
    total,
    offset,
    rows,
    totals: { count: total, shallowBytes: list.shallowBytes },
    max: { shallowBytes: list.maxShallowBytes, retainedBytes: list.maxRetainedBytes },
  };
};
