import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { iconFiles } from '../../scripts/icons.mjs';
import { ROOT } from '../architecture/source-tree.ts';
import { difference, readPictures } from './read-icons.ts';

const drawing = readFileSync(path.join(ROOT, 'assets/icons/icon.svg'), 'utf8');
const made: ReadonlyMap<string, Buffer> = iconFiles(drawing);
const pictureFiles = [...made.keys()].filter((name) => !name.endsWith('.svg'));
const read = (name: string): Buffer => readFileSync(path.join(ROOT, name));
const sidesOf = (name: string) => readPictures(name, read(name)).map((picture) => picture.side);

describe('icons', () => {
  test.each(pictureFiles)('%s is what the drawing gives (else: npm run icons)', (name) => {
    if (read(name).equals(made.get(name)!)) return;
    const now = readPictures(name, made.get(name)!);
    const kept = readPictures(name, read(name));
    expect(kept.map((picture) => picture.side)).toEqual(now.map((picture) => picture.side));
    // Another processor may round a pixel's edge differently.
    for (const [index, picture] of kept.entries())
      expect(difference(picture, now[index]!)).toBeLessThan(0.05);
  });

  test('the window shows the same drawing', () => {
    expect(read('renderer/public/icon.svg').toString()).toBe(drawing);
  });

  test('each system finds the sizes that it asks for', () => {
    expect(sidesOf('assets/icons/icon.ico')).toEqual([16, 24, 32, 48, 64, 128, 256]);
    expect(sidesOf('assets/icons/icon.icns').toSorted((a, b) => a - b)).toEqual([
      32, 64, 128, 256, 256, 512, 512, 1024,
    ]);
    for (const side of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) {
      expect(sidesOf(`assets/icons/png/${side}x${side}.png`)).toEqual([side]);
    }
  });

  test('a bitmap in an .ico shows what the PNG of its size shows: colours and rows are in their places', () => {
    for (const picture of readPictures('icon.ico', read('assets/icons/icon.ico'))) {
      const name = `assets/icons/png/${picture.side}x${picture.side}.png`;
      expect(difference(picture, readPictures(name, read(name))[0]!)).toBeLessThan(0.05);
    }
  });

  test('each file type has an icon of its own', () => {
    const at64 = ['icon', 'backref', 'heapsnapshot', 'pyheap'].map((name) =>
      readPictures('x.ico', read(`assets/icons/${name}.ico`)).find((picture) => picture.side === 64)!,
    );
    for (const [index, one] of at64.entries()) {
      for (const other of at64.slice(index + 1)) expect(difference(one, other)).toBeGreaterThan(3);
    }
  });

  test('the drawing holds at 16 pixels: an orange object, a green root, white between, on a dark ground', () => {
    const { pixels } = readPictures('x.png', read('assets/icons/png/16x16.png'))[0]!;
    const at = (x: number, y: number) => [...pixels.subarray((y * 16 + x) * 4, (y * 16 + x) * 4 + 3)];
    const [orange, green, white, ground] = [at(4, 11), at(11, 4), at(7, 8), at(12, 12)];
    expect(orange[0]! - orange[2]!).toBeGreaterThan(100);
    expect(green[1]! - green[0]!).toBeGreaterThan(60);
    expect(Math.min(...white)).toBeGreaterThan(150);
    expect(Math.max(...ground)).toBeLessThan(60);
  });
});
