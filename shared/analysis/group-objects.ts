import { groupByKeeper, groupByPath, groupByThread } from './group-by-root.ts';
import { groupByReferrers, groupByVia } from './group-by-referrers.ts';
import { groupByValue } from './group-by-value.ts';
import { groupByNumberOf } from './grouping.ts';
import type { Grouping } from './grouping.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import { moduleOfTypes, packageOf } from './module-names.ts';
import { ownerKinds } from './owner-kinds.ts';
import { NO_NODE } from '../graph/heap-graph.ts';
import type { WorkContext } from './work-context.ts';

/** Groups some nodes in one way. Throws HeapError `cancelled`. */
export type GroupObjects = (heap: HeapAnalysis, members: Uint32Array, context: WorkContext) => Grouping;

const NOT_TRACED_TEXT = '(not traced)';

/** Every way of grouping by its name in the protocol (GroupKey), with the cost of each at its function. */
export const GROUP_OBJECTS = {
  type: groupByType,
  owner: groupByOwner,
  referrers: groupByReferrers,
  via: groupByVia,
  size: groupBySize,
  id: groupById,
  module: (heap, members, context) => groupByModule(heap, members, context, (module) => module),
  package: (heap, members, context) => groupByModule(heap, members, context, packageOf),
  allocation: groupByAllocation,
  thread: groupByThread,
  keeper: groupByKeeper,
  value: (heap, members, context) => groupByValue(heap.graph, members, context),
  path: groupByPath,
} satisfies Readonly<Record<string, GroupObjects>>;

function groupByType({ graph }: HeapAnalysis, members: Uint32Array, context: WorkContext): Grouping {
  const { typeOf, typeNames } = graph;
  return groupByNumberOf(
    members,
    (node) => typeOf[node],
    (type) => typeNames[type],
    context,
    typeNames.length,
  );
}

/** Class or dict of class, as heapy's byclodo. */
function groupByOwner({ graph }: HeapAnalysis, members: Uint32Array, context: WorkContext): Grouping {
  const kinds = ownerKinds(graph);
  return groupByNumberOf(members, kinds.kindOf, kinds.textOf, context, kinds.count);
}

function groupBySize({ graph }: HeapAnalysis, members: Uint32Array, context: WorkContext): Grouping {
  const { shallowBytesOf } = graph;
  return groupByNumberOf(members, (node) => shallowBytesOf[node], String, context);
}

/** Every object is a group. */
function groupById({ graph }: HeapAnalysis, members: Uint32Array): Grouping {
  return {
    members,
    groupOf: Uint32Array.from(members, (_, row) => row),
    groupCount: members.length,
    textOf: (group) => graph.idOf(members[group]),
    note: null,
  };
}

/** Attribute dicts count for the types of their owners. */
function groupByModule(
  { graph }: HeapAnalysis,
  members: Uint32Array,
  context: WorkContext,
  nameOf: (module: string) => string,
): Grouping {
  const { typeOf, ownerOfDict } = graph;
  const names = moduleOfTypes(graph).map(nameOf);
  const distinct = [...new Set(names)];
  const numberOfName = new Map(distinct.map((name, number) => [name, number]));
  const numberOfType = Uint32Array.from(names, (name) => numberOfName.get(name) ?? 0);
  return groupByNumberOf(
    members,
    (node) => {
      const owner = ownerOfDict === null ? NO_NODE : ownerOfDict[node];
      return numberOfType[typeOf[owner === NO_NODE ? node : owner]];
    },
    (number) => distinct[number],
    context,
    distinct.length,
  );
}

function groupByAllocation({ graph }: HeapAnalysis, members: Uint32Array, context: WorkContext): Grouping {
  const numberOfText = new Map<string, number>([[NOT_TRACED_TEXT, 0]]);
  const texts = [NOT_TRACED_TEXT];
  const grouping = groupByNumberOf(
    members,
    (node) => {
      const at = graph.allocationOf(node).at(0);
      if (at === undefined) return 0;
      const text = `${at.file}:${at.line}`;
      let number = numberOfText.get(text);
      if (number === undefined) {
        number = texts.push(text) - 1;
        numberOfText.set(text, number);
      }
      return number;
    },
    (number) => texts[number],
    context,
  );
  const note =
    graph.facts.process?.tracemalloc === true || texts.length > 1
      ? null
      : 'Allocations were not traced: start tracemalloc before the objects are made.';
  return { ...grouping, note };
}
