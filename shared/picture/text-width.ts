/** The faces a picture uses. One place decides family, weight and size, so that measuring and painting agree. */
export type FontName = 'heading' | 'title' | 'detail' | 'edge' | 'caption';

export interface Font {
  readonly family: 'sans' | 'mono';
  readonly weight: 400 | 600;
  /** Pixels of the em. */
  readonly size: number;
}

export const FONTS: Readonly<Record<FontName, Font>> = {
  heading: { family: 'sans', weight: 600, size: 15 },
  title: { family: 'sans', weight: 600, size: 12 },
  detail: { family: 'mono', weight: 400, size: 10.5 },
  edge: { family: 'mono', weight: 400, size: 10.5 },
  caption: { family: 'sans', weight: 400, size: 11.5 },
};

/**
 * Families as CSS wants them: the fonts under their installed names (first, because resvg takes no later one when an
 * unknown name of several words stands before it), then as the window loads them, then anything.
 */
export const FAMILIES: Readonly<Record<Font['family'], string>> = {
  sans: "Inter, 'Inter Variable', 'Helvetica Neue', Arial, sans-serif",
  mono: "'JetBrains Mono', 'JetBrains Mono Variable', Menlo, Consolas, monospace",
};

/** Width in pixels of one line of text. A canvas can give its own; measureText below needs nothing. */
export type MeasureText = (text: string, font: FontName) => number;

// Advance widths of Inter in 1/1000 em, U+0020 to U+007E, as its `hmtx` table has them.
const SANS_600 = [
  252, 321, 523, 644, 650, 1004, 663, 326, 373, 373, 540, 673, 319, 465, 319, 379, 660, 423, 623, 636, 666,
  612, 640, 576, 640, 640, 319, 329, 673, 673, 673, 543, 999, 728, 659, 737, 722, 605, 588, 749, 746, 277,
  580, 703, 565, 922, 759, 769, 645, 773, 652, 650, 660, 736, 728, 1020, 720, 713, 652, 373, 379, 373, 481,
  469, 351, 574, 624, 583, 624, 591, 389, 625, 612, 262, 262, 569, 262, 900, 612, 609, 624, 624, 397, 549,
  353, 612, 587, 839, 569, 588, 566, 455, 359, 455, 673,
];
const SANS_400 = [
  281, 288, 466, 633, 642, 982, 644, 300, 365, 365, 501, 662, 288, 460, 288, 360, 631, 407, 610, 618, 646,
  593, 620, 566, 619, 620, 288, 302, 662, 662, 662, 511, 966, 690, 654, 730, 722, 601, 590, 746, 743, 269,
  571, 672, 565, 903, 753, 765, 639, 765, 644, 642, 646, 744, 690, 985, 682, 679, 629, 365, 360, 365, 471,
  456, 323, 562, 612, 571, 612, 583, 370, 613, 591, 242, 242, 549, 242, 876, 591, 600, 612, 612, 376, 528,
  327, 591, 562, 818, 546, 562, 552, 426, 333, 426, 662,
];
const FIRST = 0x20;
/** Letters that the table lacks (é, ж, λ): a little above the average, so that boxes are rather too wide. */
const OTHER_LETTER = 640;
const MONO_ADVANCE = 600;
/** CJK, Hangul, full-width forms, pictographs: one em, from whatever font has them. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{3fffd}]/u;
const ELLIPSIS = '…';

function advance(character: string, font: Font): number {
  if (WIDE.test(character)) return 1000;
  if (character === ELLIPSIS) return font.family === 'mono' ? 1000 : 956;
  if (font.family === 'mono') return MONO_ADVANCE;
  const widths = font.weight === 600 ? SANS_600 : SANS_400;
  return widths[(character.codePointAt(0) ?? 0) - FIRST] ?? OTHER_LETTER;
}

/**
 * Width of `text` in pixels, from tables of Inter and JetBrains Mono without kerning: within 3 % of what a browser
 * measures for Latin text. O(length), no environment needed.
 */
export const measureText: MeasureText = (text, fontName) => {
  const font = FONTS[fontName];
  let units = 0;
  for (const character of text) units += advance(character, font);
  return (units * font.size) / 1000;
};

/** `text` cut with `…` until it is at most `maxWidth` pixels wide; never empty unless `text` is. O(length). */
export function fitText(
  text: string,
  font: FontName,
  maxWidth: number,
  measure: MeasureText = measureText,
): string {
  if (measure(text, font) <= maxWidth) return text;
  const characters = Array.from(text);
  let low = 1;
  let high = characters.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const fits = measure(`${characters.slice(0, middle).join('')}${ELLIPSIS}`, font) <= maxWidth;
    if (fits) low = middle;
    else high = middle - 1;
  }
  return `${characters.slice(0, low).join('')}${ELLIPSIS}`;
}
