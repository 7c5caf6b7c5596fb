import { screen } from './screen.ts';

type Mode = 'maximized' | 'minimized' | 'fullscreen';

const EVENTS: Readonly<Record<Mode, readonly [enter: string, leave: string]>> = {
  maximized: ['maximize', 'unmaximize'],
  minimized: ['minimize', 'restore'],
  fullscreen: ['enter-full-screen', 'leave-full-screen'],
};

/** Where a window stands and how, as the window manager would keep it. Events come later, as from one. */
export class WindowPlace {
  readonly #modes = new Set<Mode>();
  readonly #minimum: Pick<Electron.Rectangle, 'width' | 'height'>;
  readonly #emit: (event: string) => void;
  #normal: Electron.Rectangle;

  constructor(options: Electron.BrowserWindowConstructorOptions, emit: (event: string) => void) {
    const { width = 800, height = 600, minWidth = 0, minHeight = 0 } = options;
    const area = screen.getPrimaryDisplay().workArea;
    this.#emit = emit;
    this.#minimum = { width: minWidth, height: minHeight };
    this.#normal = {
      x: options.x ?? Math.max(area.x, Math.round(area.x + (area.width - width) / 2)),
      y: options.y ?? Math.max(area.y, Math.round(area.y + (area.height - height) / 2)),
      width: Math.max(width, minWidth),
      height: Math.max(height, minHeight),
    };
    if (options.fullscreen === true) this.#modes.add('fullscreen');
  }

  normalBounds(): Electron.Rectangle {
    return { ...this.#normal };
  }

  bounds(): Electron.Rectangle {
    const display = screen.getDisplayMatching(this.#normal);
    if (this.is('fullscreen')) return { ...display.bounds };
    if (this.is('maximized')) return { ...display.workArea };
    return this.normalBounds();
  }

  setBounds(change: Partial<Electron.Rectangle>): void {
    const before = this.#normal;
    const wanted = { ...before, ...change };
    this.#normal = {
      ...wanted,
      width: Math.max(wanted.width, this.#minimum.width),
      height: Math.max(wanted.height, this.#minimum.height),
    };
    const { x, y, width, height } = this.#normal;
    if (x !== before.x || y !== before.y) this.#later('move', 'moved');
    if (width !== before.width || height !== before.height) this.#later('resize', 'resized');
  }

  is(mode: Mode): boolean {
    return this.#modes.has(mode);
  }
  enter(mode: Mode): void {
    if (this.is(mode)) return;
    this.#modes.add(mode);
    this.#later(EVENTS[mode][0], 'resize');
  }
  leave(mode: Mode): void {
    if (this.#modes.delete(mode)) this.#later(EVENTS[mode][1], 'resize');
  }

  #later(...events: readonly string[]): void {
    setImmediate(() => {
      for (const event of events) this.#emit(event);
    });
  }
}
