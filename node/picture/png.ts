import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { HeapError } from '../../shared/base/errors.ts';

export interface PngOptions {
  /** Pixels per SVG pixel; less when the picture would grow beyond MAX_SIDE. Default 2. */
  readonly scale?: number;
}

/** Longest side of a PNG in pixels: what common viewers still open. */
export const MAX_SIDE = 16_384;
/** Bytes of a rendered picture are four times this. */
const MAX_PIXELS = 1 << 27;

const FONT_FILES = [
  '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
];
/** Letters that Inter has: Latin, Greek, Cyrillic, punctuation, arrows. */
const COVERED = /^[\u0000-\u052f\u1e00-\u22ff]*$/u;

/**
 * An SVG document as PNG bytes. The text is painted with fonts of our own, because a server often has none; only when
 * it holds other scripts (CJK, emoji …) are the machine's fonts looked through too, which takes up to a second. Time
 * and memory grow with the pixels: 8 MB for 1000 × 500 at scale 2. Throws HeapError `internal` for a broken SVG.
 */
export function svgToPng(svg: string, options: PngOptions = {}): Uint8Array {
  try {
    const { width, height } = new Resvg(svg, { font: { loadSystemFonts: false } });
    const zoom = Math.min(
      options.scale ?? 2,
      MAX_SIDE / Math.max(width, height),
      Math.sqrt(MAX_PIXELS / (width * height)),
    );
    const picture = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: zoom },
      font: {
        fontFiles: fontFiles(),
        loadSystemFonts: !COVERED.test(svg),
        defaultFontFamily: 'Inter',
        sansSerifFamily: 'Inter',
        monospaceFamily: 'JetBrains Mono',
      },
    });
    return picture.render().asPng();
  } catch (error) {
    throw new HeapError('internal', `The picture could not be painted: ${String(error)}`, {}, error);
  }
}

/** The fonts' files that are there; resvg would stay silent about one that is not. */
function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return FONT_FILES.flatMap((name) => {
    try {
      const file = resolve(name);
      return existsSync(file) ? [file] : [];
    } catch {
      return [];
    }
  });
}
