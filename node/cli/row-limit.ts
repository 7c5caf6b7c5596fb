import { formatCount } from '../../shared/base/numbers-to-text.ts';
import type { Arguments, OptionSpec } from './arguments.ts';
import type { Terminal } from './terminal.ts';

const ROWS_ON_A_SCREEN = 40;

export const LIMIT_OPTION: OptionSpec = {
  name: 'limit',
  value: 'N',
  does: `At most N rows; all unless told, on a screen the first ${String(ROWS_ON_A_SCREEN)}`,
};

/**
 * How many rows to print: what --limit says; else all (null), but on a screen and as text only the first. Throws
 * UsageError for a --limit that is no whole number.
 */
export function rowLimit(
  args: Arguments,
  terminal: Terminal,
  onScreen: number = ROWS_ON_A_SCREEN,
): number | null {
  const limit = args.wholeNumber('limit', 0, Number.MAX_SAFE_INTEGER);
  if (limit !== null) return limit;
  return terminal.columns === null || args.flag('json') ? null : onScreen;
}

/** What to add below a table that does not show all its rows; empty when it does. */
export function moreLine(shown: number, total: number): string {
  return shown >= total ? '' : ` · ${formatCount(total - shown)} more rows with --limit ${String(total)}`;
}
