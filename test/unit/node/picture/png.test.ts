import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_SIDE, svgToPng } from '../../../../node/picture/png.ts';
import { renderGraphSvg } from '../../../../shared/picture/render-graph-svg.ts';
import { shopGraph } from '../../shared/picture/example-graph.ts';

interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly pixels: Uint8Array;
}

/** Reads an 8-bit RGBA PNG without interlacing, by the specification (RFC 2083). */
function decodePng(bytes: Uint8Array): Picture {
  const view = Buffer.from(bytes);
  expect(view.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  const parts: Buffer[] = [];
  let [width, height] = [0, 0];
  for (let at = 8; at < view.length;) {
    const length = view.readUInt32BE(at);
    const type = view.toString('latin1', at + 4, at + 8);
    const data = view.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      expect([...data.subarray(8, 13)]).toEqual([8, 6, 0, 0, 0]);
    }
    if (type === 'IDAT') parts.push(data);
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * 4;
  const pixels = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const left = x >= 4 ? pixels[y * stride + x - 4] : 0;
      const up = y > 0 ? pixels[(y - 1) * stride + x] : 0;
      const corner = x >= 4 && y > 0 ? pixels[(y - 1) * stride + x - 4] : 0;
      pixels[y * stride + x] = raw[y * (stride + 1) + 1 + x] + predicted(filter, left, up, corner);
    }
  }
  return { width, height, pixels };
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const [toLeft, toUp, toCorner] = [left, up, corner].map((each) => Math.abs(left + up - corner - each));
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}

/** Pixels of one colour, exactly or nearly. */
function count({ pixels }: Picture, colour: string, within = 0): number {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  let found = 0;
  for (let i = 0; i < pixels.length; i += 4) {
    const off = Math.abs(pixels[i] - r) + Math.abs(pixels[i + 1] - g) + Math.abs(pixels[i + 2] - b);
    if (off <= within) found++;
  }
  return found;
}

function textSvg(text: string, family: string, weight = 400): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><rect width="200" height="40" fill="#ffffff"/><text x="5" y="25" font-size="20" font-weight="${weight}" fill="#000000" font-family="${family}">${text}</text></svg>`;
}

describe('svgToPng', () => {
  it('paints text with fonts it brings along: two families, two weights', () => {
    const dark = (svg: string): number => count(decodePng(svgToPng(svg)), '#000000', 90);
    const sans = dark(textSvg('iiiiWWWW', 'Inter, sans-serif'));
    const bold = dark(textSvg('iiiiWWWW', 'Inter, sans-serif', 600));
    const mono = dark(textSvg('iiiiWWWW', "'JetBrains Mono', monospace"));
    expect(dark(textSvg('', 'Inter'))).toBe(0);
    expect(sans).toBeGreaterThan(400);
    expect(bold).toBeGreaterThan(sans * 1.15);
    expect(mono).not.toBe(sans);
  });

  it('paints a whole graph: each kind of box, the marked path, words', async () => {
    const svg = await renderGraphSvg(shopGraph());
    const picture = decodePng(svgToPng(svg));
    expect(picture.width).toBe(2 * Number(/width="(\d+)"/.exec(svg)![1]));
    const without = decodePng(svgToPng(svg.replace(/<text[^>]*>[^<]*<\/text>/g, '')));
    for (const ground of ['#fde6d8', '#dff0e0', '#e8eaee', '#ffffff'])
      expect(count(picture, ground)).toBeGreaterThan(2000);
    expect(count(picture, '#c2410c')).toBeGreaterThan(1000);
    // Taking all text away takes away its colours, so it was painted.
    expect(count(picture, '#1b1c1f', 40)).toBeGreaterThan(1500);
    expect(count(without, '#1b1c1f', 40)).toBe(0);
  });

  it('keeps to what viewers open', () => {
    const wide = decodePng(
      svgToPng(
        '<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="10"><rect width="9" height="9"/></svg>',
      ),
    );
    expect(wide.width).toBeLessThanOrEqual(MAX_SIDE);
    expect(decodePng(svgToPng(textSvg('a', 'Inter'), { scale: 1 })).width).toBe(200);
  });

  it('says in one sentence that a broken SVG cannot be painted', () => {
    expect(() => svgToPng('<svg')).toThrow(/^The picture could not be painted: /);
  });
});
