import { describe, expect, test } from 'vitest';
import { placeWindow } from '../../../../electron/main/window-placement.ts';
import type { Placement } from '../../../../electron/main/window-placement.ts';

const LEFT = { x: 0, y: 24, width: 1920, height: 1056 };
const RIGHT = { x: 1920, y: 0, width: 2560, height: 1400 };
const at = (x: number, y: number, width = 1000, height = 700): Placement => ({
  bounds: { x, y, width, height },
  isMaximized: false,
});

describe('a window', () => {
  test('that was never anywhere stands in the middle of the first screen', () => {
    expect(placeWindow(null, [LEFT, RIGHT], [])).toEqual({
      bounds: { x: 240, y: 102, width: 1440, height: 900 },
      isMaximized: false,
    });
  });

  test('goes where the last one was, on whichever screen, maximised as it was', () => {
    const last = { ...at(2500, 300), isMaximized: true };
    expect(placeWindow(last, [LEFT, RIGHT], [])).toEqual(last);
  });

  test('half out of sight stays as long as its title bar can be grasped', () => {
    expect(placeWindow(at(-800, 200), [LEFT], [])).toEqual(at(-800, 200));
  });

  test.each([
    ['a screen that is gone', at(2500, 300)],
    ['above all screens', at(100, -500)],
    ['with its title bar under the menu bar', at(100, -20)],
    ['with a corner on the screen only', at(-950, 200)],
  ])('on %s comes back in the middle, as large as it was', (_where, last) => {
    expect(placeWindow(last, [LEFT], []).bounds).toEqual({ x: 460, y: 202, width: 1000, height: 700 });
  });

  test('is never larger than its screen, nor smaller than can be used', () => {
    const small = { x: 0, y: 0, width: 1024, height: 600 };
    expect(placeWindow(null, [small], []).bounds).toEqual(small);
    expect(placeWindow(at(0, 0, 5000, 5000), [small], []).bounds).toEqual(small);
    expect(placeWindow(at(10, 30, 130, 40), [LEFT], []).bounds).toEqual({
      x: 10,
      y: 30,
      width: 720,
      height: 480,
    });
  });
});

describe('several windows', () => {
  test('stand a step apart', () => {
    const taken = [at(100, 100).bounds];
    const second = placeWindow(at(100, 100), [LEFT], taken);
    expect(second).toEqual(at(128, 128));
    expect(placeWindow(at(100, 100), [LEFT], [...taken, second.bounds])).toEqual(at(156, 156));
    expect(placeWindow(at(128, 128), [LEFT], taken)).toEqual(at(128, 128));
  });

  test('begin anew at the edge of the screen', () => {
    const { bounds } = placeWindow(at(910, 370), [LEFT], [at(910, 370).bounds]);
    expect(bounds).toMatchObject({ x: 0, y: 24 });
  });

  test('end up somewhere, also when a screen has room for one only', () => {
    const whole = { x: 0, y: 24, width: 1920, height: 1056 };
    const taken = Array.from({ length: 50 }, () => whole);
    expect(placeWindow({ bounds: whole, isMaximized: false }, [LEFT], taken).bounds).toEqual(whole);
  });
});
