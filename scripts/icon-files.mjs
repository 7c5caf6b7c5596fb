// The two containers of icons: Windows' .ico and macOS' .icns. Both hold one picture in several sizes.

/**
 * An .icns file of PNG pictures by their side in pixels: 32 to 1024. Sizes that macOS has no name for are left out,
 * 16 as well: its PNG form is read wrongly by some versions, and macOS makes it of the 32.
 * Layout: the word `icns` and the file's length, then per picture its type, its length with these 8 bytes, its bytes.
 */
export function icns(pngOf) {
  // The second of two is the same picture under its name for dense screens (16@2x, 32@2x, 128@2x, 256@2x, 512@2x).
  const types = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 };
  const parts = Object.entries(types).flatMap(([type, side]) => {
    const png = pngOf(side);
    return [chunkHead(type, png.length), png];
  });
  const body = Buffer.concat(parts);
  return Buffer.concat([chunkHead('icns', body.length), body]);
}

function chunkHead(type, length) {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(length + 8, 4);
  return head;
}

/** Up to this side pictures stand as bitmaps in an .ico: older readers, NSIS among them, know PNG only at 256. */
const LARGEST_BITMAP = 128;

/**
 * An .ico file of the sides in pixels (at most 256). `pixelsOf(side)` gives RGBA rows from the top, alpha not
 * multiplied in; `pngOf(side)` the same as PNG.
 * Layout: a head, one entry of 16 bytes a picture, the pictures.
 */
export function ico(sides, pixelsOf, pngOf) {
  const pictures = sides.map((side) => (side > LARGEST_BITMAP ? pngOf(side) : bitmap(side, pixelsOf(side))));
  const head = Buffer.alloc(6 + 16 * sides.length);
  head.writeUInt16LE(1, 2); // an icon, not a cursor
  head.writeUInt16LE(sides.length, 4);
  let offset = head.length;
  sides.forEach((side, index) => {
    const at = 6 + 16 * index;
    head.writeUInt8(side % 256, at); // 0 means 256
    head.writeUInt8(side % 256, at + 1);
    head.writeUInt16LE(1, at + 4); // planes
    head.writeUInt16LE(32, at + 6); // bits a pixel
    head.writeUInt32LE(pictures[index].length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += pictures[index].length;
  });
  return Buffer.concat([head, ...pictures]);
}

/** A bitmap as an .ico holds it: BITMAPINFOHEADER of twice the height, BGRA rows from below, a one-bit mask. */
function bitmap(side, rgba) {
  const head = Buffer.alloc(40);
  head.writeUInt32LE(40, 0);
  head.writeInt32LE(side, 4);
  head.writeInt32LE(side * 2, 8);
  head.writeUInt16LE(1, 12);
  head.writeUInt16LE(32, 14);
  const colours = Buffer.alloc(side * side * 4);
  const maskRow = Math.ceil(side / 32) * 4;
  const mask = Buffer.alloc(maskRow * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = ((side - 1 - y) * side + x) * 4;
      const to = (y * side + x) * 4;
      colours[to] = rgba[from + 2];
      colours[to + 1] = rgba[from + 1];
      colours[to + 2] = rgba[from];
      colours[to + 3] = rgba[from + 3];
      if (rgba[from + 3] === 0) mask[y * maskRow + (x >> 3)] |= 0x80 >> (x & 7);
    }
  }
  return Buffer.concat([head, colours, mask]);
}
