import { EDGE_KIND_NAMES } from '../graph/edge-kinds.ts';
import { LABEL_NONE } from '../graph/edge-kinds.ts';
import { ROLE_NAMES, ROOT_KIND_NAMES } from '../graph/heap-graph.ts';
import { NO_EDGE } from './distances.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import type { PathNode } from './paths.ts';
import { isBelow } from './preorder-tree.ts';
import type { WorkContext } from './work-context.ts';

/** What kind of thing keeps objects alive, where only that one thing does. */
export const KEEPER_KINDS = [
  'lru-cache',
  'traceback',
  'exception',
  'thread-local',
  'logging',
  'asyncio-task',
  'bound-method',
  'closure',
  'generator',
  'context-var',
  'c-held',
  'class-attribute',
  'cache',
  'frame',
  'accumulation',
] as const;
export type KeeperKind = (typeof KEEPER_KINDS)[number];

/** Who keeps something, and how. */
export interface Keeper {
  readonly kind: KeeperKind;
  /** Index into the chain of the object to name: whose going would free the rest. */
  readonly index: number;
}

const LRU = /^functools\._lru_cache_wrapper$/u;
const LOGGING = /^logging\.(?:\w*Logger|PlaceHolder|Manager)$/u;
const TASK = /^_?asyncio\.(?:tasks\.|futures\.)?(?:Task|Future)$|^asyncio\.events\.(?:Timer)?Handle$/u;
const COROUTINE = /^(?:coroutine|async_generator|coroutine_wrapper)$/u;
const CONTEXT = /^(?:hamt|(?:_?contextvars\.)?Context$)/u;
const EXCEPTION = /(?:Error|Exception)$/u;
const MAPPING = /(?:^|\.)(?:\w*[dD]ict|Counter|ChainMap|Map|OrderedDict|\w*Mapping)$/u;
const NO_CLASS = new Set([
  ...['function', 'method', 'builtin_function_or_method', 'method_descriptor', 'wrapper_descriptor'],
  ...['property', 'classmethod', 'staticmethod', 'functools.partial', 'generator', 'coroutine'],
  ...['async_generator', 'code', 'super', 'method-wrapper', 'getset_descriptor', 'member_descriptor'],
]);
const CODE = ROLE_NAMES.indexOf('code');
const FRAME_ROOT = ROOT_KIND_NAMES.indexOf('frame');
const C_HELD_ROOT = ROOT_KIND_NAMES.indexOf('c-held');

/**
 * Who keeps the last object of a chain from a root. Only objects of the chain that dominate the last one come into
 * question: without them it would go. The nearest of a special kind is named; without one the last object itself.
 * `memberType` is what it holds many of. O(length).
 */
export function keeperOf(
  heap: HeapAnalysis,
  chain: readonly PathNode[],
  memberType: string,
  context: WorkContext,
): Keeper {
  const last = chain.length - 1;
  const tree = heap.dominatorTree(context);
  const end = chain[last].node;
  const nameAt = (index: number): string => heap.graph.typeNames[heap.graph.typeOf[chain[index].node]];
  for (let index = last; index >= 0; index--) {
    if (!isBelow(tree, chain[index].node, end)) continue;
    const found = special(heap, chain, index, nameAt);
    if (found !== null) return found;
  }
  const kind = ofMembers(memberType) ?? ofPlace(heap, chain, nameAt);
  return { kind, index: last };
}

/** Kinds for which the member decides. */
function ofMembers(typeName: string): KeeperKind | null {
  if (TASK.test(typeName) || COROUTINE.test(typeName)) return 'asyncio-task';
  if (typeName === 'method') return 'bound-method';
  if (typeName === 'function') return 'closure';
  if (typeName === 'generator') return 'generator';
  if (EXCEPTION.test(typeName)) return 'exception';
  return null;
}

function special(
  heap: HeapAnalysis,
  chain: readonly PathNode[],
  index: number,
  nameAt: (index: number) => string,
): Keeper | null {
  const name = nameAt(index);
  const last = chain.length - 1;
  if (LRU.test(name)) return { kind: 'lru-cache', index };
  if (name === 'traceback') {
    let first = index;
    while (first > 0 && nameAt(first - 1) === 'traceback') first--;
    const isOfException = first > 0 && labelText(heap, chain[first].edge) === '__traceback__';
    return { kind: 'traceback', index: isOfException ? first - 1 : first };
  }
  if (EXCEPTION.test(name) && index < last) return { kind: 'exception', index };
  if (isThreadLocalStep(heap, chain, index)) return { kind: 'thread-local', index: last };
  if (CONTEXT.test(name)) return { kind: 'context-var', index: last };
  if (LOGGING.test(name)) return { kind: 'logging', index: last };
  return null;
}

/** Kinds that are told by the way to the holder, the nearest to it first. */
function ofPlace(
  heap: HeapAnalysis,
  chain: readonly PathNode[],
  nameAt: (index: number) => string,
): KeeperKind {
  const { graph } = heap;
  const last = chain.length - 1;
  const root = heap.roots.rootOf(chain[0].node);
  if (root >= 0 && graph.roots.kind[root] === C_HELD_ROOT) return 'c-held';
  for (let index = last; index > 0; index--) {
    const name = nameAt(index);
    if (name === 'cell') return 'closure';
    if (name === 'method') return 'bound-method';
    if (TASK.test(name) || COROUTINE.test(name)) return 'asyncio-task';
    if (name === 'generator') return 'generator';
  }
  if (last > 0 && isClass(graph.typeRole[graph.typeOf[chain[last - 1].node]], nameAt(last - 1)))
    return 'class-attribute';
  if (MAPPING.test(nameAt(last))) return 'cache';
  if (root >= 0 && graph.roots.kind[root] === FRAME_ROOT) return 'frame';
  return 'accumulation';
}

function isClass(role: number, typeName: string): boolean {
  return role === CODE && !NO_CLASS.has(typeName);
}

/** `threading.local` keeps a dict of each thread's values under a weak reference that stands for the thread. */
export function isThreadLocalStep(heap: HeapAnalysis, chain: readonly PathNode[], index: number): boolean {
  const { graph } = heap;
  const { edge } = chain[index];
  if (index < 2 || edge === NO_EDGE || EDGE_KIND_NAMES[graph.edgeKind[edge]] !== 'value') return false;
  if (EDGE_KIND_NAMES[graph.edgeKind[chain[index - 1].edge]] !== 'internal') return false;
  const key = graph.edgeLabel[edge];
  if (key === LABEL_NONE) return false;
  return /^(?:weakref(?:\.ReferenceType)?|_thread\._localdummy)$/u.test(graph.typeNames[graph.typeOf[key]]);
}

function labelText(heap: HeapAnalysis, edge: number): string {
  if (edge === NO_EDGE) return '';
  return heap.graph.strings.get(heap.graph.edgeLabel[edge], 40);
}
