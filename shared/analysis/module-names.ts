import { ROOT_KIND_NAMES } from '../graph/heap-graph.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';

const MODULE_ROOT = ROOT_KIND_NAMES.indexOf('module');
const LOCALS = '.<locals>';
const BUILTINS = 'builtins';
/** For languages whose types do not name their modules. */
const NO_MODULE = '(not known)';

/**
 * The module that defines each type, by type. A type's name does not say where the module ends and the class begins
 * (`a.b.C` may be class C of module a.b, or class C inside class b of module a): the longest beginning that is the name
 * of a loaded module wins; without one, all but the last part. O(types · parts + roots).
 */
export function moduleOfTypes({ typeNames, facts, roots, strings }: HeapGraph): readonly string[] {
  if (facts.language !== 'python') return typeNames.map(() => NO_MODULE);
  const loaded = new Set<string>();
  for (let root = 0; root < roots.count; root++) {
    if (roots.kind[root] === MODULE_ROOT) loaded.add(strings.get(roots.name[root]));
  }
  return typeNames.map((name) => moduleOf(name, loaded));
}

/** The outermost package of a module: `app` of `app.store.cache`. O(length). */
export function packageOf(module: string): string {
  const dot = module.indexOf('.');
  return dot < 0 ? module : module.slice(0, dot);
}

function moduleOf(typeName: string, loaded: ReadonlySet<string>): string {
  for (let dot = typeName.lastIndexOf('.'); dot > 0; dot = typeName.lastIndexOf('.', dot - 1)) {
    if (loaded.has(typeName.slice(0, dot))) return typeName.slice(0, dot);
  }
  const locals = typeName.indexOf(LOCALS);
  const path = locals < 0 ? typeName : typeName.slice(0, locals);
  const last = path.lastIndexOf('.');
  if (last > 0) return path.slice(0, last);
  return BUILTINS;
}
