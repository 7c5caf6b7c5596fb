import { ROLE_NAMES, ROOT_KIND_NAMES } from '../graph/heap-graph.ts';
import type { Accumulation } from './accumulations.ts';
import type { HeapAnalysis } from './heap-analysis.ts';
import type { PathNode } from './paths.ts';

const INTERPRETER = ROOT_KIND_NAMES.indexOf('interpreter');
const CODE = ROLE_NAMES.indexOf('code');
const IMPORT_SYSTEM = /^(?:_frozen_importlib|importlib|zipimport)/u;

/**
 * Whether an accumulation is what every program has: the import system's finders, and a few hundred classes or functions
 * in some table. O(1).
 */
export function isUsual(heap: HeapAnalysis, chain: readonly PathNode[], each: Accumulation): boolean {
  const { graph } = heap;
  const root = heap.roots.rootOf(chain[0].node);
  const typeName = graph.typeNames[each.type];
  if (root >= 0 && graph.roots.kind[root] === INTERPRETER && IMPORT_SYSTEM.test(typeName)) return true;
  return graph.typeRole[each.type] === CODE && each.isMixed;
}
