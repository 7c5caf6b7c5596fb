import { visibleText } from '../../../shared/base/visible-text.ts';
import type { PathStep, RootKindName, RootPath } from '../../../shared/protocol/rows.ts';

const ROOT_WORDS: Readonly<Record<RootKindName, string>> = {
  module: 'module',
  frame: 'running function',
  thread: 'thread',
  interpreter: 'interpreter',
  'c-held': 'held from C',
  static: 'static',
  'gc-garbage': 'gc.garbage',
  'v8-root': 'V8 root',
  unknown: 'root',
};

/** A root's kind as users say it. O(1). */
export function rootWord(kind: RootKindName): string {
  return ROOT_WORDS[kind];
}

/**
 * The steps after the root is named: without one that only names the root again, or that nothing refers to by a
 * label. O(steps).
 */
export function stepsAfterRoot({ root, path }: RootPath): readonly PathStep[] {
  return path.filter(({ label }, index) => label !== '' && !(index === 0 && label === root?.name));
}

const MAX_CODE_STEPS = 200;

/**
 * The path as one line that reads like code, as far as its labels do: `shop.LEDGERS['main'].orders[3]`; labels that
 * are no code are set apart by arrows. '' when there is no path. O(steps), at most MAX_CODE_STEPS of them.
 */
export function pathAsCode(path: RootPath): string {
  if (path.root === null) return '';
  const steps = stepsAfterRoot(path);
  const shown = steps.slice(0, MAX_CODE_STEPS);
  const more = steps.length - shown.length;
  const text = shown.reduce((sum, step) => sum + codeOf(step), visibleText(path.root.name, 120));
  return more === 0 ? text : `${text} … (${String(more)} more steps)`;
}

function codeOf({ label }: PathStep): string {
  const text = visibleText(label, 80);
  return /^[.[]/.test(text) ? text : ` → ${text}`;
}

/** Whether an object's preview says more than its type does. O(1). */
export function isTelling({ type, preview }: { readonly type: string; readonly preview: string }): boolean {
  return preview !== '' && preview !== type;
}
