import type { ProcessRow } from '../../../shared/protocol/capture-api.ts';

/** More rows than this help nobody to choose; the filter does. */
export const MOST_SHOWN = 200;

/** `3.11.7 · 240 MB`: the words that a filter looks in, besides the command line. */
function wordsOf({ pid, python, command, container }: ProcessRow): string {
  return `${String(pid)} ${python ?? ''} ${command} ${container ? 'container' : ''}`.toLowerCase();
}

/**
 * The processes that have all words of the filter somewhere, in the order of the dialog: those that can be captured
 * first, of them the biggest first. O(processes × length of their command lines).
 */
export function chosenProcesses(rows: readonly ProcessRow[], filter: string): readonly ProcessRow[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const rank = ({ capture }: ProcessRow): number => (capture === 'none' ? 1 : 0);
  return rows
    .filter((row) => {
      const text = wordsOf(row);
      return words.every((word) => text.includes(word));
    })
    .toSorted(
      (one, other) =>
        rank(one) - rank(other) || (other.rssBytes ?? 0) - (one.rssBytes ?? 0) || one.pid - other.pid,
    );
}

/** The reason that stands in the way of all processes, such as a missing gdb; null where there is none. O(processes). */
export function commonReason(rows: readonly ProcessRow[]): string | null {
  const reason = rows.at(0)?.reason ?? null;
  return rows.length > 1 && rows.every((row) => row.reason === reason) ? reason : null;
}

/** The program's own folder and the rest of a command line: `/usr/bin/` and `python3 app.py`. O(length). */
export function splitCommand(command: string): readonly [folder: string, rest: string] {
  const [, folder = '', rest = command] = /^(\/\S*\/)(\S.*)$/s.exec(command) ?? [];
  return [folder, rest];
}
