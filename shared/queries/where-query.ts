import { countReferents, countReferrers } from '../analysis/folded-references.ts';
import type { HeapAnalysis } from '../analysis/heap-analysis.ts';
import { moduleOfTypes, packageOf } from '../analysis/module-names.ts';
import { ownerKinds } from '../analysis/owner-kinds.ts';
import { checkIn } from '../analysis/work-context.ts';
import type { WorkContext } from '../analysis/work-context.ts';
import { HeapError } from '../base/errors.ts';
import { NO_NODE, hasBit } from '../graph/heap-graph.ts';
import { parseObjectQuery } from '../protocol/object-query.ts';
import type { NumberField, ObjectQuery, TextField, YesField } from '../protocol/object-query.ts';
import { roleOf } from './object-rows.ts';

type TextTest = Extract<ObjectQuery, { op: 'text' }>;
type NumberTest = Extract<ObjectQuery, { op: 'number' }>;

/** A condition ready to be asked of a node, and what asking costs: 0 a column, 1 a few look-ups, 2 making a text. */
interface Condition {
  readonly cost: number;
  readonly holds: (node: number) => boolean;
}

const CHECK_INTERVAL = 4096;
const PHASE = 'Asking objects';

/**
 * The nodes for which a query holds. Conditions joined by `and` or `or` are asked cheapest first, so that texts are only
 * made where they decide. O(nodes), with a preview or id for each where the query asks for them. Throws HeapError
 * `cancelled`, and `internal` for a query that the protocol's schema would have refused.
 */
export function objectsWhere(
  heap: HeapAnalysis,
  nodes: Uint32Array,
  text: string,
  context: WorkContext,
): Uint32Array {
  const parsed = parseObjectQuery(text);
  if ('error' in parsed) throw new HeapError('internal', parsed.error.message);
  const { holds } = compile(heap, parsed.query, context);
  return nodes.filter((node, row) => {
    if (row % CHECK_INTERVAL === 0) checkIn(context, PHASE, row, nodes.length);
    return holds(node);
  });
}

/** Recursive in the query, whose depth the parser limits. */
function compile(heap: HeapAnalysis, query: ObjectQuery, context: WorkContext): Condition {
  switch (query.op) {
    case 'and':
    case 'or': {
      const parts = query.parts.map((part) => compile(heap, part, context)).sort((a, b) => a.cost - b.cost);
      const cost = Math.max(...parts.map((part) => part.cost));
      return query.op === 'and'
        ? { cost, holds: (node) => parts.every((part) => part.holds(node)) }
        : { cost, holds: (node) => parts.some((part) => part.holds(node)) };
    }
    case 'not': {
      const { cost, holds } = compile(heap, query.part, context);
      return { cost, holds: (node) => !holds(node) };
    }
    case 'text':
      return textCondition(heap, query);
    case 'number':
      return numberCondition(query, numberOf(heap, query.field, context));
    case 'yes':
      return { cost: 1, holds: yesOf(heap, query.field) };
  }
}

function textCondition(heap: HeapAnalysis, query: TextTest): Condition {
  const { graph } = heap;
  const matches = textTest(query);
  const ofType = textOfType(heap, query.field);
  if (ofType !== null) {
    const typeMatches = Uint8Array.from(ofType, (text) => (matches(text) ? 1 : 0));
    return { cost: 0, holds: (node) => typeMatches[graph.typeOf[node]] === 1 };
  }
  if (query.field === 'owner') {
    const { kindOf, textOf, count } = ownerKinds(graph);
    const kindMatches = Uint8Array.from({ length: count }, (_, kind) => (matches(textOf(kind)) ? 1 : 0));
    return { cost: 0, holds: (node) => kindMatches[kindOf(node)] === 1 };
  }
  if (query.field === 'role') return { cost: 1, holds: (node) => matches(roleOf(heap, node)) };
  const textOf =
    query.field === 'id' ? (node: number) => graph.idOf(node) : (node: number) => graph.previewOf(node);
  return { cost: 2, holds: (node) => matches(textOf(node)) };
}

/** `=` compares exactly, `~` looks for the text inside without regard to case. */
function textTest({ compare, value }: TextTest): (text: string) => boolean {
  const wanted = value.toLowerCase();
  switch (compare) {
    case '=':
      return (text) => text === value;
    case '!=':
      return (text) => text !== value;
    case '~':
      return (text) => text.toLowerCase().includes(wanted);
    case '!~':
      return (text) => !text.toLowerCase().includes(wanted);
  }
}

/** By type; null for a field that is not the type's. */
function textOfType({ graph }: HeapAnalysis, field: TextField): readonly string[] | null {
  if (field === 'type') return graph.typeNames;
  if (field === 'module') return moduleOfTypes(graph);
  return field === 'package' ? moduleOfTypes(graph).map(packageOf) : null;
}

function numberCondition(
  { compare, value }: NumberTest,
  { cost, of }: { cost: number; of: (node: number) => number },
): Condition {
  switch (compare) {
    case '=':
      return { cost, holds: (node) => of(node) === value };
    case '!=':
      return { cost, holds: (node) => of(node) !== value };
    case '<':
      return { cost, holds: (node) => of(node) < value };
    case '<=':
      return { cost, holds: (node) => of(node) <= value };
    case '>':
      return { cost, holds: (node) => of(node) > value };
    case '>=':
      return { cost, holds: (node) => of(node) >= value };
  }
}

/** NaN for what is not known: no comparison but != holds. */
function numberOf(
  heap: HeapAnalysis,
  field: NumberField,
  context: WorkContext,
): { cost: number; of: (node: number) => number } {
  const { graph } = heap;
  const { lengthOf, refcountOf, shallowBytesOf } = graph;
  switch (field) {
    case 'shallow':
      return { cost: 0, of: (node) => shallowBytesOf[node] };
    case 'retained':
      return { cost: 0, of: (node) => heap.retainedBytesOf[node] };
    case 'len':
      return { cost: 0, of: (node) => (lengthOf === null ? Number.NaN : lengthOf[node]) };
    case 'refcount':
      return { cost: 0, of: (node) => (refcountOf === null ? Number.NaN : refcountOf[node]) };
    case 'distance': {
      const { distanceOf } = heap.distancesFromRoots(context);
      return {
        cost: 0,
        of: (node) => (distanceOf[node] === NO_NODE ? Number.POSITIVE_INFINITY : distanceOf[node]),
      };
    }
    case 'referrers': {
      const reverse = heap.reverseEdges(context);
      return { cost: 0, of: (node) => countReferrers(graph, reverse, node) };
    }
    case 'referents':
      return { cost: 1, of: (node) => countReferents(graph, node) };
  }
}

function yesOf(heap: HeapAnalysis, field: YesField): (node: number) => boolean {
  switch (field) {
    case 'reachable':
      return (node) => hasBit(heap.reachable, node);
    case 'unreachable':
      return (node) => !hasBit(heap.reachable, node);
    case 'root':
      return (node) => heap.roots.rootOf(node) >= 0;
  }
}
