import { bytesParts, formatPercent } from '../../shared/base/numbers-to-text.ts';
import { visibleText } from '../../shared/base/visible-text.ts';

const BAR_WIDTH = 8;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'] as const;

/** Bytes with the unit in two columns, so that numbers of different units stand under each other: `480 kB`, ` 48 B `. */
export function bytesCell(bytes: number | null): string {
  if (bytes === null) return '…   ';
  const { value, unit } = bytesParts(bytes);
  return `${value} ${unit.padEnd(2)}`;
}

/** As bytesCell, with the sign of a change. */
export function bytesDeltaCell(delta: number | null): string {
  return delta !== null && delta > 0 ? `+${bytesCell(delta)}` : bytesCell(delta);
}

/** A share of one as a bar of at most BAR_WIDTH columns; anything above zero shows at least a sliver. */
export function shareBar(share: number): string {
  if (!(share > 0)) return '';
  const eighths = Math.max(1, Math.min(BAR_WIDTH * 8, Math.round(share * BAR_WIDTH * 8)));
  return '█'.repeat(eighths >> 3) + (EIGHTHS[eighths & 7] as string);
}

/** Percent and bar of a part in a whole, always equally wide: ` 9.4% ▊       `. */
export function shareCell(part: number, whole: number): string {
  if (!(whole > 0)) return '';
  return `${formatPercent(part / whole).padStart(5)} ${shareBar(part / whole).padEnd(BAR_WIDTH)}`;
}

const TYPE_LENGTH = 160;
const PREVIEW_LENGTH = 120;

/** A type's name, safe to show. */
export function typeText(type: string): string {
  return visibleText(type, TYPE_LENGTH);
}

/** An object's preview, a label or a name, safe to show. */
export function shownText(text: string): string {
  return visibleText(text, PREVIEW_LENGTH);
}

/** `1 object`, `2,000 objects` need this: the word with an s, but for one. */
export function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
