import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { moduleOfTypes, packageOf } from '../analysis/module-names.ts';
import { treemap as findAreas } from '../analysis/treemap.ts';
import type { TreemapArea } from '../analysis/treemap.ts';
import { MAX_TREEMAP_CELLS } from '../protocol/engine-api.ts';
import type { TreemapCell } from '../protocol/rows.ts';
import { nodeOfId } from './find-by-name.ts';
import { instanceRow, roleOf } from './object-rows.ts';
import type { Query } from './query-context.ts';

/** What an object, or the whole heap, holds as areas inside areas. Costs what the walk costs (analysis/treemap). */
export const treemap: Query<'treemap'> = (context, { id, cells, levels }) => {
  const { heap, cancel } = context;
  const top = findAreas(
    {
      graph: heap.graph,
      tree: heap.dominatorTree(context),
      retainedBytesOf: heap.retainedBytesOf,
      cancel,
    },
    { top: id === null ? 0 : nodeOfId(heap, id), cells, levels, maxAreas: MAX_TREEMAP_CELLS },
  );
  const modules = moduleOfTypes(heap.graph);
  return cellOf(heap, modules, top);
};

/** Recursive in the levels asked for. */
function cellOf(heap: HeapAnalysis, modules: readonly string[], area: TreemapArea): TreemapCell {
  const { id, type, preview } = instanceRow(heap, area.node);
  const single = area.count === 1;
  return {
    id: single && area.node !== 0 ? id : null,
    type,
    package: packageOf(modules[heap.graph.typeOf[area.node]]),
    role: roleOf(heap, area.node),
    preview: single ? preview : '',
    count: area.count,
    shallowBytes: area.shallowBytes,
    retainedBytes: area.retainedBytes,
    cells: area.areas.map((inner) => cellOf(heap, modules, inner)),
    rest: area.rest.count === 0 ? null : area.rest,
  };
}
