import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { FONTS, fitText, measureText } from '../../../../shared/picture/text-width.ts';
import type { FontName } from '../../../../shared/picture/text-width.ts';

/** Advance widths from a TrueType file's own tables (cmap format 4, hmtx). */
function advances(file: string): (character: string) => number {
  const bytes = readFileSync(createRequire(import.meta.url).resolve(file));
  const tableAt = new Map<string, number>();
  for (let i = 0; i < bytes.readUInt16BE(4); i++) {
    const record = 12 + 16 * i;
    tableAt.set(bytes.toString('latin1', record, record + 4), bytes.readUInt32BE(record + 8));
  }
  const [cmap, hmtx, hhea, head] = ['cmap', 'hmtx', 'hhea', 'head'].map((name) => tableAt.get(name)!);
  const unitsPerEm = bytes.readUInt16BE(head + 18);
  const metrics = bytes.readUInt16BE(hhea + 34);
  let format4 = -1;
  for (let i = 0; i < bytes.readUInt16BE(cmap + 2); i++) {
    const subtable = cmap + bytes.readUInt32BE(cmap + 4 + 8 * i + 4);
    if (bytes.readUInt16BE(subtable) === 4) format4 = subtable;
  }
  const doubled = bytes.readUInt16BE(format4 + 6);
  const ends = format4 + 14;
  const glyphOf = (code: number): number => {
    for (let i = 0; i < doubled; i += 2) {
      if (bytes.readUInt16BE(ends + i) < code) continue;
      const start = bytes.readUInt16BE(ends + doubled + 2 + i);
      if (start > code) return 0;
      const delta = bytes.readUInt16BE(ends + 2 * doubled + 2 + i);
      const offsetAt = ends + 3 * doubled + 2 + i;
      const offset = bytes.readUInt16BE(offsetAt);
      if (offset === 0) return (code + delta) & 0xffff;
      return bytes.readUInt16BE(offsetAt + offset + 2 * (code - start));
    }
    return 0;
  };
  return (character) => {
    const glyph = Math.min(glyphOf(character.codePointAt(0)!), metrics - 1);
    return bytes.readUInt16BE(hmtx + 4 * glyph) / unitsPerEm;
  };
}

const TEXTS = [
  'OrderedDict',
  "Order(n=3709, 'main')",
  '1234567890',
  'wWmMiIlL .__class__',
  '3,000 x function',
];
const FILES: Readonly<Partial<Record<FontName, string>>> = {
  title: '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  caption: '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  detail: '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
};

describe.each(Object.entries(FILES) as [FontName, string][])('measureText for %s', (font, file) => {
  it('agrees with the font file', () => {
    const advance = advances(file);
    for (const text of TEXTS) {
      const width =
        Array.from(text).reduce((sum, character) => sum + advance(character), 0) * FONTS[font].size;
      expect(Math.abs(measureText(text, font) - width) / width).toBeLessThan(0.03);
    }
  });
});

describe('fitText', () => {
  it('leaves what fits and cuts the rest with an ellipsis, whole characters only', () => {
    expect(fitText('Order', 'title', 100)).toBe('Order');
    const cut = fitText('😀'.repeat(50), 'title', 60);
    expect(cut).toMatch(/^(😀)+…$/u);
    expect(measureText(cut, 'title')).toBeLessThanOrEqual(60);
    expect(fitText('Order', 'title', 1)).toBe('O…');
    expect(fitText('', 'title', 1)).toBe('');
  });
});
