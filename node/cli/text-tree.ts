import type { Ink } from './ink.ts';

/** A line and those below it. */
export interface TextBranch {
  readonly text: string;
  readonly below: readonly TextBranch[];
}

/** Branches as lines with a stem; recursive in their depth, which the engine limits. O(branches). */
export function textTree(branches: readonly TextBranch[], ink: Ink, indent = ''): string[] {
  return branches.flatMap(({ text, below }, index) => {
    const isLast = index === branches.length - 1;
    return [
      ink('quiet', `${indent}${isLast ? '└─ ' : '├─ '}`) + text,
      ...textTree(below, ink, `${indent}${isLast ? '   ' : '│  '}`),
    ];
  });
}
