import { formatPercent } from '../../shared/base/numbers-to-text.ts';
import type { Progress } from '../../shared/base/progress.ts';
import { visibleText } from '../../shared/base/visible-text.ts';

/** One line on what a long operation is doing: `leak.backref: Reading objects 42%`. */
export function progressText(name: string, { phase, done, total }: Progress): string {
  const share = total > 0 ? ` ${formatPercent(Math.min(1, done / total))}` : '';
  return `${visibleText(name, 40)}: ${visibleText(phase, 60)}${share}`;
}
