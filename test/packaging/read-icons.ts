import { inflateSync } from 'node:zlib';

/** One picture: RGBA rows from the top, alpha not multiplied in. */
export interface Picture {
  readonly side: number;
  readonly pixels: Uint8Array;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A square PNG of eight-bit RGBA, not interlaced: the only kind we write. Throws for every other. */
export function readPng(bytes: Buffer): Picture {
  if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE)) throw new Error('not a PNG');
  const data: Buffer[] = [];
  let side = 0;
  let hasEnd = false;
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      side = body.readUInt32BE(0);
      if (body.readUInt32BE(4) !== side) throw new Error('not a square');
      if (body.toString('hex', 8) !== '0806000000') throw new Error('not eight-bit RGBA');
    } else if (type === 'IDAT') data.push(body);
    hasEnd = type === 'IEND';
    at += length + 12;
  }
  if (!hasEnd) throw new Error('the PNG has no end');
  return { side, pixels: unfilter(inflateSync(Buffer.concat(data)), side) };
}

/** The pixels of PNG's filtered rows (https://www.w3.org/TR/png-3/#9Filters). */
function unfilter(raw: Buffer, side: number): Uint8Array {
  const row = side * 4;
  if (raw.length !== side * (row + 1)) throw new Error('too few rows');
  const pixels = new Uint8Array(side * row);
  for (let y = 0; y < side; y++) {
    const guess = GUESSES[raw[y * (row + 1)]!];
    if (guess === undefined) throw new Error('an unknown filter');
    for (let x = 0; x < row; x++) {
      const at = y * row + x;
      const left = x >= 4 ? pixels[at - 4]! : 0;
      const above = y > 0 ? pixels[at - row]! : 0;
      const corner = x >= 4 && y > 0 ? pixels[at - row - 4]! : 0;
      pixels[at] = raw[at + y + 1]! + guess(left, above, corner);
    }
  }
  return pixels;
}

/** What each filter expects a byte to be: the one left of it, above it, and left above it are known. */
const GUESSES: readonly ((left: number, above: number, corner: number) => number)[] = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  (left, above, corner) => {
    const toLeft = Math.abs(above - corner);
    const toAbove = Math.abs(left - corner);
    const toCorner = Math.abs(left + above - 2 * corner);
    if (toLeft <= toAbove && toLeft <= toCorner) return left;
    return toAbove <= toCorner ? above : corner;
  },
];

/** The pictures of an .ico file. Throws when its entries do not fill it exactly. */
export function readIco(bytes: Buffer): Picture[] {
  if (bytes.readUInt32LE(0) !== 0x00010000) throw new Error('not an icon');
  const count = bytes.readUInt16LE(4);
  let expected = 6 + 16 * count;
  const pictures: Picture[] = [];
  for (let index = 0; index < count; index++) {
    const entry = 6 + 16 * index;
    const length = bytes.readUInt32LE(entry + 8);
    const offset = bytes.readUInt32LE(entry + 12);
    if (offset !== expected) throw new Error('a gap between pictures');
    expected += length;
    const body = bytes.subarray(offset, offset + length);
    const picture = body.readUInt32LE(0) === 40 ? readBitmap(body) : readPng(body);
    if (picture.side !== (bytes[entry] === 0 ? 256 : bytes[entry]))
      throw new Error('an entry of a wrong size');
    pictures.push(picture);
  }
  if (expected !== bytes.length) throw new Error('bytes after the last picture');
  return pictures;
}

function readBitmap(body: Buffer): Picture {
  const side = body.readInt32LE(4);
  if (body.readInt32LE(8) !== side * 2 || body.readUInt16LE(14) !== 32) throw new Error('not our bitmap');
  const maskRow = Math.ceil(side / 32) * 4;
  if (body.length !== 40 + side * side * 4 + side * maskRow) throw new Error('a bitmap of a wrong length');
  const pixels = new Uint8Array(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = 40 + ((side - 1 - y) * side + x) * 4;
      pixels.set([body[from + 2]!, body[from + 1]!, body[from]!, body[from + 3]!], (y * side + x) * 4);
      const mask = body[40 + side * side * 4 + (side - 1 - y) * maskRow + (x >> 3)]!;
      const isMasked = (mask & (0x80 >> (x & 7))) !== 0;
      if (isMasked !== (body[from + 3] === 0)) throw new Error('mask and alpha disagree');
    }
  }
  return { side, pixels };
}

const ICNS_SIDES: Readonly<Record<string, number>> = {
  ic07: 128,
  ic08: 256,
  ic09: 512,
  ic10: 1024,
  ic11: 32,
  ic12: 64,
  ic13: 256,
  ic14: 512,
};

/** The pictures of an .icns file, by type. Throws when a type and its picture's size disagree. */
export function readIcns(bytes: Buffer): Picture[] {
  if (bytes.toString('latin1', 0, 4) !== 'icns' || bytes.readUInt32BE(4) !== bytes.length) {
    throw new Error('not an icns file of this length');
  }
  const pictures: Picture[] = [];
  for (let at = 8; at < bytes.length;) {
    const type = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32BE(at + 4);
    const picture = readPng(bytes.subarray(at + 8, at + length));
    if (picture.side !== ICNS_SIDES[type]) throw new Error(`${type} holds ${picture.side} pixels`);
    pictures.push(picture);
    at += length;
  }
  return pictures;
}

/** All pictures of an icon file, by its name's ending. */
export function readPictures(name: string, bytes: Buffer): Picture[] {
  if (name.endsWith('.ico')) return readIco(bytes);
  return name.endsWith('.icns') ? readIcns(bytes) : [readPng(bytes)];
}

/** Mean difference of two pictures' bytes, 0 to 255. */
export function difference(a: Picture, b: Picture): number {
  if (a.side !== b.side) return 255;
  let sum = 0;
  for (let at = 0; at < a.pixels.length; at++) sum += Math.abs(a.pixels[at]! - b.pixels[at]!);
  return sum / a.pixels.length;
}
