import { GROUP_OBJECTS } from '../analysis/group-objects.ts';
import { membersOfGroup, sumGroups } from '../analysis/grouping.ts';
import type { Grouping, GroupSums } from '../analysis/grouping.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { heldBy, holdersOf } from '../analysis/linked-nodes.ts';
import { identityOf } from '../analysis/identity-columns.ts';
import type { IdentityColumns, OwnIdentity } from '../analysis/identity-columns.ts';
import { recognise } from '../analysis/recognise.ts';
import type { Recognised } from '../analysis/recognise.ts';
import { NodeSet, emptyBits } from '../analysis/node-set.ts';
import { retainedSet } from '../analysis/retained-set.ts';
import { uncountedNodes } from '../analysis/type-totals.ts';
import { CANCEL_CHECK_INTERVAL } from '../base/cancellation.ts';
import { checkIn } from '../analysis/work-context.ts';
import type { WorkContext } from '../analysis/work-context.ts';
import { NO_NODE } from '../graph/heap-graph.ts';
import type { InstanceSortKey } from '../protocol/engine-api.ts';
import type { AdviceKind } from '../protocol/advice-kinds.ts';
import { adviceOf } from './advice-of.ts';
import { HeapError } from '../base/errors.ts';
import type { GroupKey, ObjectSet, SnapshotId } from '../protocol/object-set.ts';
import { nodeOfId, typeOfName } from './find-by-name.ts';
import { RecentlyUsed } from './recently-used.ts';
import { objectsWithText, sortObjects } from './sort-objects.ts';
import { objectsWhere } from './where-query.ts';

/** A grouping with its sums. */
export interface KeptGrouping {
  readonly grouping: Grouping;
  readonly sums: GroupSums;
}

/** What finding sets needs: also the ids of other snapshots' objects, for sets that compare. */
export interface SetContext extends WorkContext {
  /** Throws HeapError `not-found`. */
  readonly identityOf: (snapshot: SnapshotId) => IdentityColumns;
}

/** Answers kept between questions: paging and drilling down ask about the same sets again and again. */
const MAX_SETS = 16;
const MAX_GROUPINGS = 6;
const MAX_ORDERS = 4;
const MAX_RECOGNISED = 8;
const PHASE = 'Finding group';

/**
 * Finds the objects of set expressions in one heap, and keeps the last few answers: of a set N / 8 bytes and 4 a
 * member, of a grouping 8 a member and more for its texts.
 */
export class ObjectSets {
  private readonly heap: HeapAnalysis;
  private readonly sets = new RecentlyUsed<NodeSet>(MAX_SETS);
  private readonly groupings = new RecentlyUsed<KeptGrouping>(MAX_GROUPINGS);
  private readonly orders = new RecentlyUsed<Uint32Array>(MAX_ORDERS);
  private readonly recognised = new RecentlyUsed<Recognised>(MAX_RECOGNISED);
  private everything: NodeSet | null = null;
  private own: OwnIdentity | null = null;

  constructor(heap: HeapAnalysis) {
    this.heap = heap;
  }

  /**
   * The objects of an expression, only such as are counted. What each kind costs stands at the walk that answers it; at
   * most O(N + E) a part but for texts and groupings. Recursive in the expression, whose depth its schema limits.
   * Throws HeapError: `not-found` for a type or id that is not there, `cancelled`.
   */
  find(set: ObjectSet, context: SetContext): NodeSet {
    return this.sets.get(JSON.stringify(set), () => this.evaluate(set, context));
  }

  /** The objects of an expression in an order (see sortObjects); then kept. Throws as `find`. */
  sorted(set: ObjectSet, by: InstanceSortKey, context: SetContext): Uint32Array {
    const nodes = this.find(set, context).nodes;
    return this.orders.get(`${by} ${JSON.stringify(set)}`, () => sortObjects(this.heap, nodes, by, context));
  }

  /** A set's objects in groups; then kept. Throws as `find`. */
  grouped(of: ObjectSet, by: GroupKey, context: SetContext): KeptGrouping {
    const members = this.find(of, context).nodes;
    return this.groupings.get(`${by} ${JSON.stringify(of)}`, () => {
      const grouping = GROUP_OBJECTS[by](this.heap, members, context);
      return { grouping, sums: sumGroups(this.heap, grouping, context) };
    });
  }

  /** Ids of an `ids` expression that the snapshot does not have, in all of an expression. O(parts). */
  missingIds(set: ObjectSet): number {
    switch (set.kind) {
      case 'ids':
        return set.ids.filter((id) => this.heap.graph.nodeOf(id) === NO_NODE).length;
      case 'text':
      case 'where':
        return this.missingIds(set.set);
      case 'and':
      case 'or':
      case 'minus':
        return this.missingIds(set.left) + this.missingIds(set.right);
      case 'retained':
      case 'referrers':
      case 'referents':
      case 'group':
        return this.missingIds(set.of);
      case 'all':
      case 'type':
      case 'unreachable':
      case 'dominated-by':
      case 'advised':
      case 'new-since':
      case 'survived':
      case 'freed-by':
        return 0;
    }
  }

  private evaluate(set: ObjectSet, context: SetContext): NodeSet {
    const { heap } = this;
    const { nodeCount } = heap.graph;
    switch (set.kind) {
      case 'all':
        return this.all();
      case 'type': {
        const type = typeOfName(heap, set.type);
        const { start, node } = heap.nodesByType(context);
        return NodeSet.ofSorted(nodeCount, node.subarray(start[type], start[type + 1]));
      }
      case 'ids': {
        const nodes = set.ids.map((id) => heap.graph.nodeOf(id)).filter((node) => node !== NO_NODE);
        return this.counted(NodeSet.of(nodeCount, nodes));
      }
      case 'unreachable':
        return this.all().combine('minus', NodeSet.ofBits(nodeCount, heap.reachable));
      case 'text':
        return this.filtered(set.set, context, (nodes) =>
          objectsWithText(heap, nodes, set.text.toLowerCase(), context),
        );
      case 'where':
        return this.filtered(set.set, context, (nodes) => objectsWhere(heap, nodes, set.query, context));
      case 'and':
      case 'or':
      case 'minus':
        return this.find(set.left, context).combine(set.kind, this.find(set.right, context));
      case 'retained':
        return this.counted(this.retained(this.find(set.of, context), context));
      case 'referrers':
        return this.counted(
          holdersOf(heap.graph, heap.reverseEdges(context), this.find(set.of, context), context),
        );
      case 'referents':
        return this.counted(heldBy(heap.graph, this.find(set.of, context), context));
      case 'dominated-by':
        return this.counted(this.dominatedBy(nodeOfId(heap, set.id), context));
      case 'advised':
        return this.advised(set.advice, set.type, context);
      case 'new-since':
        return this.all().combine('minus', this.survivedFrom(set.before, context));
      case 'freed-by':
        return this.all().combine('minus', this.survivedFrom(set.after, context));
      case 'survived':
        return this.survivedFrom(set.before, context);
      case 'group':
        return this.group(set.of, set.by, set.key, context);
    }
  }

  /**
   * The ids of all objects, for other snapshots to find theirs. O(N) and a sort the first time, then kept: 16 bytes an
   * object. Throws HeapError `cancelled`.
   */
  identity(context: WorkContext): OwnIdentity {
    this.own ??= identityOf(this.heap.graph, this.all(), context);
    return this.own;
  }

  /**
   * Which objects another snapshot has too, or why that cannot be known. O(N of both) the first time, then kept. Throws
   * HeapError: `not-found`, `cancelled`.
   */
  recognisedIn(other: SnapshotId, context: SetContext): Recognised {
    return this.recognised.get(other, () =>
      recognise(this.heap.graph.nodeCount, this.identity(context), context.identityOf(other), context),
    );
  }

  private survivedFrom(other: SnapshotId, context: SetContext): NodeSet {
    const { reason, survived } = this.recognisedIn(other, context);
    if (reason === null) return survived;
    throw new HeapError(
      'not-found',
      `Objects of these two snapshots cannot be told to be the same. ${reason}`,
    );
  }

  private all(): NodeSet {
    if (this.everything === null) {
      const { nodeCount } = this.heap.graph;
      const bits = emptyBits(nodeCount).fill(0xff);
      for (let node = nodeCount; node < bits.length * 8; node++) bits[node >> 3] &= ~(1 << (node & 7));
      const uncounted = uncountedNodes(this.heap.graph);
      for (let at = 0; at < uncounted.length; at++) bits[at] &= ~uncounted[at];
      this.everything = NodeSet.ofBits(nodeCount, bits);
    }
    return this.everything;
  }

  private counted(set: NodeSet): NodeSet {
    return set.combine('and', this.all());
  }

  private filtered(
    set: ObjectSet,
    context: SetContext,
    filter: (nodes: Uint32Array) => Uint32Array,
  ): NodeSet {
    return NodeSet.ofSorted(this.heap.graph.nodeCount, filter(this.find(set, context).nodes));
  }

  private retained(set: NodeSet, context: WorkContext): NodeSet {
    const { heap } = this;
    return retainedSet(
      {
        graph: heap.graph,
        reverse: heap.reverseEdges(context),
        tree: heap.shortestTree(context),
        reachable: heap.reachable,
      },
      set,
      context,
    );
  }

  private dominatedBy(node: number, context: WorkContext): NodeSet {
    const { nodeAt, positionOf, sizeOf } = this.heap.dominatorTree(context);
    const from = positionOf[node];
    const nodes = nodeAt.slice(from, from + sizeOf[node]).sort();
    return NodeSet.ofSorted(nodeAt.length, nodes);
  }

  private advised(kind: AdviceKind, type: string | null, context: WorkContext): NodeSet {
    const { graph } = this.heap;
    const row = adviceOf(this.heap, context).advice.find(
      (each) => each.kind === kind && (each.type === null ? null : graph.typeNames[each.type]) === type,
    );
    return NodeSet.ofSorted(graph.nodeCount, row?.nodes() ?? new Uint32Array(0));
  }

  /** The text of each group is made until one is equal: there is no list of them, which would grow with the heap. */
  private group(of: ObjectSet, by: GroupKey, key: string, context: SetContext): NodeSet {
    const { nodeCount } = this.heap.graph;
    const { grouping } = this.grouped(of, by, context);
    for (let group = 0; group < grouping.groupCount; group++) {
      if (group % CANCEL_CHECK_INTERVAL === 0) checkIn(context, PHASE, group, grouping.groupCount);
      if (grouping.textOf(group) === key) return NodeSet.ofSorted(nodeCount, membersOfGroup(grouping, group));
    }
    return NodeSet.ofSorted(nodeCount, new Uint32Array(0));
  }
}

const setsOfHeap = new WeakMap<HeapAnalysis, ObjectSets>();

/** The sets of a heap, kept as long as the heap is. O(1). */
export function setsOf(heap: HeapAnalysis): ObjectSets {
  let sets = setsOfHeap.get(heap);
  if (sets === undefined) {
    sets = new ObjectSets(heap);
    setsOfHeap.set(heap, sets);
  }
  return sets;
}
