import { NO_NODE } from '../../graph/heap-graph.ts';
import type { Classes } from './classes.ts';
import type { Dump } from './dump.ts';

/** Of a reference: what its target has to be for the name to be given. */
interface Field {
  readonly name: string;
  /** One or several `type`s; `class` for any class. */
  readonly type: string | readonly string[];
}

const CLASS_FIELDS: readonly Field[] = [
  { name: '__dict__', type: 'dict' },
  { name: '__mro__', type: 'tuple' },
  { name: '__bases__', type: 'tuple' },
  { name: '__base__', type: 'class' },
];

/** Fields in the order in which CPython 2.7 visits them; ones that are not set are passed over. */
const FIELDS: Readonly<Record<string, readonly Field[] | undefined>> = {
  module: [{ name: '__dict__', type: 'dict' }],
  classobj: [
    { name: '__bases__', type: 'tuple' },
    { name: '__dict__', type: 'dict' },
    { name: '__name__', type: 'str' },
  ],
  function: [
    { name: 'func_code', type: 'code' },
    { name: 'func_globals', type: 'dict' },
  ],
  instancemethod: [{ name: 'im_func', type: ['function', 'builtin_function_or_method'] }],
  frame: [
    { name: 'f_back', type: 'frame' },
    { name: 'f_code', type: 'code' },
    { name: 'f_builtins', type: 'dict' },
    { name: 'f_globals', type: 'dict' },
  ],
  generator: [
    { name: 'gi_frame', type: 'frame' },
    { name: 'gi_code', type: 'code' },
  ],
  traceback: [
    { name: 'tb_next', type: 'traceback' },
    { name: 'tb_frame', type: 'frame' },
  ],
};

/**
 * Names of an object's references by their places, as far as the order in which the interpreter visits them tells. Others
 * are undefined. O(fields).
 */
export function fieldNames(
  dump: Dump,
  classes: Classes,
  node: number,
  targets: Uint32Array,
): readonly (string | undefined)[] {
  const type = dump.typeNames.of(node);
  if (type === 'cell') return ['cell_contents'];
  const fields = classes.isClass[node] !== 0 && type !== 'classobj' ? CLASS_FIELDS : FIELDS[type];
  if (fields === undefined) return [];
  const names: string[] = [];
  let next = 0;
  for (const target of targets) {
    const field = fields.findIndex((each, at) => at >= next && fits(dump, classes, target, each.type));
    if (field < 0) break;
    names.push(fields[field].name);
    next = field + 1;
  }
  return names;
}

function fits(dump: Dump, classes: Classes, target: number, type: Field['type']): boolean {
  if (target === NO_NODE) return false;
  if (type === 'class') return classes.isClass[target] !== 0;
  const actual = dump.typeNames.of(target);
  return typeof type === 'string' ? actual === type : type.includes(actual);
}
