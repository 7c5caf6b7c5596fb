/** Numbers as people read them, the same in the window and on the command line: English grouping, decimal units. */

/** A number and its unit apart, so that a table can set the unit small. `unit` is empty for plain counts. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
/** A true minus sign, as wide as a plus sign in tabular figures. */
const MINUS = '\u2212';
const NOT_KNOWN = '–';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

function signed(magnitudeText: string, value: number): string {
  return value < 0 ? MINUS + magnitudeText : magnitudeText;
}

/**
 * Bytes in decimal units (1 kB = 1,000 B): one decimal below 10, none above, so that it always fits five characters.
 * Not a finite number: a dash without unit. O(1).
 */
export function bytesParts(bytes: number): Quantity {
  if (!Number.isFinite(bytes)) return { value: NOT_KNOWN, unit: '' };
  let magnitude = Math.round(Math.abs(bytes));
  let unit = 0;
  // 999.5 of a unit would be shown as 1,000 of it: it is 1.0 of the next.
  while (magnitude >= (unit === 0 ? 1000 : 999.5) && unit < BYTE_UNITS.length - 1) {
    magnitude /= 1000;
    unit++;
  }
  const text = unit > 0 && magnitude < 9.95 ? oneDecimal.format(magnitude) : whole.format(magnitude);
  return { value: signed(text, Math.round(bytes)), unit: BYTE_UNITS[unit] as string };
}

/** `bytesParts` in one piece: `480 kB`, `1.1 MB`. O(1). */
export function formatBytes(bytes: number): string {
  const { value, unit } = bytesParts(bytes);
  return unit === '' ? value : `${value} ${unit}`;
}

/** Every byte: `1,104,512 B`; for titles and tooltips. O(1). */
export function formatExactBytes(bytes: number): string {
  return Number.isFinite(bytes) ? `${formatCount(bytes)} B` : NOT_KNOWN;
}

/** A whole number with grouping: `1,234`. Not a finite number: a dash. O(1). */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return NOT_KNOWN;
  return signed(whole.format(Math.abs(Math.round(count))), Math.round(count));
}

function withPlus(text: string, value: number): string {
  return value > 0 ? `+${text}` : text;
}

/** A change in count, with its sign: `+1,234`, `−5`, `0`. O(1). */
export function formatCountDelta(delta: number): string {
  return withPlus(formatCount(delta), Math.round(delta));
}

/** A change in bytes, with its sign: `+480 kB`, `−1.1 MB`, `0 B`. O(1). */
export function formatBytesDelta(delta: number): string {
  return withPlus(formatBytes(delta), Math.round(delta));
}

/** Milliseconds for reading: `8 ms`, `0.2 s`, `12 s`, `1 min 20 s`, `2 h 5 min`. Not a finite number: a dash. O(1). */
export function formatDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return NOT_KNOWN;
  const ms = Math.max(0, milliseconds);
  if (ms < 99.5) return `${whole.format(ms)} ms`;
  if (ms < 9950) return `${oneDecimal.format(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joinUnits(minutes, 'min', seconds % 60, 's');
  const allMinutes = Math.round(seconds / 60);
  return joinUnits(Math.floor(allMinutes / 60), 'h', allMinutes % 60, 'min');
}

function joinUnits(great: number, greatUnit: string, small: number, smallUnit: string): string {
  const greatText = `${formatCount(great)} ${greatUnit}`;
  return small === 0 ? greatText : `${greatText} ${small} ${smallUnit}`;
}

/**
 * A share of one as percent: `42%`, `4.2%`, `<0.1%`; only the whole is `100%` and only nothing is `0%`. Not a finite
 * number (0 of 0): a dash. O(1).
 */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return NOT_KNOWN;
  const percent = Math.abs(share) * 100;
  return signed(percentText(percent), share === 0 ? 0 : share);
}

function percentText(percent: number): string {
  if (percent === 0) return '0%';
  if (percent < 0.1) return '<0.1%';
  if (percent < 9.95) return `${oneDecimal.format(percent)}%`;
  if (percent < 100 && percent >= 99.5) return '>99%';
  return `${whole.format(percent)}%`;
}
