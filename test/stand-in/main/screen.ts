import { EmulatedEmitter } from './emulated.ts';

type Members = 'getAllDisplays' | 'getDisplayMatching' | 'getDisplayNearestPoint' | 'getPrimaryDisplay';

/** One screen with a panel at its lower edge. A test that wants others sets `screen.getAllDisplays`. */
const DISPLAY = {
  id: 1,
  label: 'stand-in',
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  size: { width: 1920, height: 1080 },
  workAreaSize: { width: 1920, height: 1040 },
  scaleFactor: 1,
  rotation: 0,
  internal: true,
} as Electron.Display;

function shared(a: Electron.Rectangle, b: Electron.Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}

class Screen extends EmulatedEmitter implements Pick<Electron.Screen, Members> {
  getAllDisplays(): Electron.Display[] {
    return [DISPLAY];
  }
  getPrimaryDisplay(): Electron.Display {
    return this.getAllDisplays()[0]!;
  }
  getDisplayMatching(rectangle: Electron.Rectangle): Electron.Display {
    const byShare = this.getAllDisplays().toSorted(
      (a, b) => shared(b.bounds, rectangle) - shared(a.bounds, rectangle),
    );
    return byShare[0]!;
  }
  getDisplayNearestPoint(point: Electron.Point): Electron.Display {
    return this.getDisplayMatching({ ...point, width: 1, height: 1 });
  }
}

export const screen = new Screen();
