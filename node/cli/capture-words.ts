import { formatBytes, formatCount, formatDuration } from '../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../shared/base/visible-text.ts';
import type { CaptureSummary } from '../../shared/protocol/capture-api.ts';
import { UsageError } from './command-errors.ts';

/** A process id as a user writes it. Throws UsageError. */
export function parsePid(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`PID must be a process id, as backref ps prints it, not "${visibleText(text, 60)}"`);
}

/** One line on what a capture did, for stderr. */
export function captureText(file: string, summary: CaptureSummary): string {
  const size = `${formatCount(summary.objects)} objects, ${formatBytes(summary.bytes)}`;
  const took = `in ${formatDuration(summary.seconds * 1000)}`;
  const pause =
    summary.pauseSeconds === null ? '' : `, at most ${formatDuration(summary.pauseSeconds * 1000)} of pause`;
  const inline = summary.copied
    ? ''
    : `; the process waited, because ${visibleText(summary.inlineReason ?? 'it was asked for', 200)}`;
  return `${visibleText(file, 200)}: ${size} ${took}${pause}${inline}`;
}
