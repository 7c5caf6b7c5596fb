import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { NO_EDGE } from '../analysis/distances.ts';
import { describeReference, holderOfEdge } from '../analysis/folded-references.ts';
import { retainerGraph, stubLabel } from '../analysis/retainer-graph.ts';
import type { ShownEdge, ShownNode, ShownStub } from '../analysis/retainer-graph.ts';
import { EDGE_KIND_NAMES } from '../graph/edge-kinds.ts';
import { NO_NODE } from '../graph/heap-graph.ts';
import { MAX_GRAPH_NODES } from '../protocol/engine-api.ts';
import type { GraphEdge, GraphNode, GraphStub } from '../protocol/rows.ts';
import { nodeOfId, typeOfName } from './find-by-name.ts';
import { instanceRow, isNamedRoot, roleOf, roleOfType, rootKindOf } from './object-rows.ts';
import type { Query } from './query-context.ts';

/** The objects around one, as retainerGraph chooses them. O(references of the shown objects). */
export const graph: Query<'graph'> = (context, params) => {
  const { heap, cancel } = context;
  const start = nodeOfId(heap, params.id);
  const { cameBy } = heap.distancesFromRoots(context);
  const picture = retainerGraph(
    {
      graph: heap.graph,
      reverse: heap.reverseEdges(context),
      retainedBytesOf: heap.retainedBytesOf,
      endsWalk: (node) => isNamedRoot(heap, node),
      nearestHolder: (node) => {
        const edge = cameBy[node];
        return edge === NO_EDGE ? NO_NODE : holderOfEdge(heap.graph, edge);
      },
      cancel,
    },
    {
      ...{ start, direction: params.direction, depth: params.depth, width: params.width, skip: params.skip },
      onlyType: params.onlyType === null ? null : typeOfName(heap, params.onlyType),
      maxNodes: MAX_GRAPH_NODES,
    },
  );
  const leavesOut = ({ node, hidden }: ShownNode): boolean =>
    hidden > 0 && (node === start || !isNamedRoot(heap, node));
  return {
    start: heap.graph.idOf(start),
    direction: params.direction,
    depth: params.depth,
    width: params.width,
    nodes: picture.nodes.map((shown) => graphNode(heap, shown)),
    edges: picture.edges.map((shown) => graphEdge(heap, shown)),
    stubs: picture.stubs.map((shown) => graphStub(heap, shown)),
    truncated: picture.nodes
      .filter(leavesOut)
      .map(({ node, hidden }) => ({ id: heap.graph.idOf(node), hidden })),
  };
};

function graphNode(heap: HeapAnalysis, { node, depth, hidden, neighbours }: ShownNode): GraphNode {
  return {
    ...instanceRow(heap, node),
    role: roleOf(heap, node),
    rootKind: rootKindOf(heap, node),
    depth,
    hidden,
    neighbours,
  };
}

function graphEdge({ graph: heapGraph }: HeapAnalysis, shown: ShownEdge): GraphEdge {
  return {
    from: heapGraph.idOf(shown.holder),
    to: heapGraph.idOf(shown.held),
    ...describeReference(heapGraph, shown.holder, shown.edge, shown.folded),
    retains: shown.retains,
    count: shown.count,
  };
}

function graphStub(heap: HeapAnalysis, stub: ShownStub): GraphStub {
  const { graph: heapGraph } = heap;
  return {
    of: heapGraph.idOf(stub.of),
    type: heapGraph.typeNames[stub.type] ?? '',
    count: stub.count,
    role: roleOfType(heap, stub.type),
    shallowBytes: stub.shallowBytes,
    label: stubLabel(stub, () => describeReference(heapGraph, stub.holder, stub.edge, stub.folded).label),
    kind: EDGE_KIND_NAMES[stub.kind] ?? 'other',
    retains: stub.retains,
    depth: stub.depth,
  };
}
