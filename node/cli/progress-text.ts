import { formatPercent } from '../../shared/base/numbers-to-text.ts';
import type { Progress, ReportProgress } from '../../shared/base/progress.ts';
import { visibleText } from '../../shared/base/visible-text.ts';
import type { Terminal } from './terminal.ts';

/** Work that ends sooner needs no line: it would only flicker. */
const QUIET_MS = 250;

/** One line on what a long operation is doing: `leak.backref: Reading objects 42%`. */
export function progressText(name: string, { phase, done, total }: Progress): string {
  const share = total > 0 && done > 0 ? ` ${formatPercent(Math.min(1, done / total))}` : '';
  return `${visibleText(name, 40)}: ${visibleText(phase, 60)}${share}`;
}

/** Lets progress pass by on the terminal, once the work has taken longer than a moment. */
export function passProgress(terminal: Terminal, name: string): ReportProgress {
  const startedAt = Date.now();
  let shown = '';
  return (progress) => {
    const text = progressText(name, progress);
    if (text === shown || Date.now() - startedAt < QUIET_MS) return;
    shown = text;
    terminal.passing(text);
  };
}
