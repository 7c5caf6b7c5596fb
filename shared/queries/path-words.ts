import type { EdgeKindText } from '../graph/edge-kinds.ts';
import type { RootKindName } from '../protocol/rows.ts';

/** One step of a path. */
export interface WordStep {
  readonly label: string;
  readonly kind: EdgeKindText;
}

/** Steps that are told before the middle is left out. */
const MAX_STEPS = 12;

/**
 * A path as one would say it: "`cache` in module `app.store` → key `'user:17'` → `.profile`". `steps` leave out the
 * root's own object. O(steps).
 */
export function pathInWords(
  root: { readonly kind: RootKindName; readonly name: string } | null,
  steps: readonly WordStep[],
): string {
  const place = rootWords(root);
  if (steps.length === 0) return place;
  const [first] = steps;
  const words = [`${firstWords(first)} in ${place}`, ...steps.slice(1).map(stepWords)];
  if (words.length <= MAX_STEPS) return words.join(' → ');
  const half = MAX_STEPS / 2;
  const left = words.length - MAX_STEPS;
  return [...words.slice(0, half), `… ${left} more …`, ...words.slice(-half)].join(' → ');
}

function rootWords(root: { readonly kind: RootKindName; readonly name: string } | null): string {
  if (root === null) return 'nothing known';
  const name = `\`${root.name}\``;
  switch (root.kind) {
    case 'module':
      return `module ${name}`;
    case 'frame':
      return `the running ${name}`;
    case 'thread':
      return `thread ${name}`;
    case 'interpreter':
      return `the interpreter's ${name}`;
    case 'static':
      return `static ${name}`;
    case 'c-held':
      return root.name === '' ? 'an object held from C' : `an object held from C (${root.name})`;
    case 'gc-garbage':
      return '`gc.garbage`';
    case 'v8-root':
      return `V8's ${name}`;
    case 'unknown':
      return root.name === '' ? 'an unknown root' : name;
  }
}

/** `cache` in a module, not `.cache`: there it is a name of its own. */
function firstWords(step: WordStep): string {
  const isGlobal = step.kind === 'attribute' || step.kind === 'global';
  return isGlobal && step.label.startsWith('.') ? `\`${step.label.slice(1)}\`` : stepWords(step);
}

function stepWords({ label, kind }: WordStep): string {
  const inner = /^\[(.*)\]$/su.exec(label)?.[1];
  switch (kind) {
    case 'value':
      return inner === undefined ? 'a value' : `key \`${inner}\``;
    case 'item':
    case 'element':
      return inner === undefined ? 'an element' : `item ${inner}`;
    case 'key':
      return 'a key';
    case 'local':
      return label.startsWith('local ') ? `local \`${label.slice(6)}\`` : 'a local variable';
    case 'cell':
      return label.startsWith('cell ') ? `closure variable \`${label.slice(5)}\`` : 'a closure variable';
    case 'type':
      return 'its class';
    case 'attribute':
    case 'slot':
    case 'global':
    case 'internal':
    case 'weak':
    case 'other':
      return `\`${label}\``;
  }
}
