import type { Progress } from '../../shared/base/progress.ts';

/** What Electron takes as "no bar", and as "busy, nobody knows how long". */
export const NO_BAR = -1;
export const BUSY_BAR = 2;

interface Opening {
  /** Of 0…1; null while unknown. */
  readonly share: number | null;
  /** Bytes of the file; a file of unknown size counts as one byte. */
  readonly weight: number;
}

/** How far all openings of a window are together, for the dock or taskbar. */
export class OpeningBar {
  readonly #openings = new Map<string, Opening>();
  readonly #show: (value: number) => void;
  #shown = NO_BAR;

  /** `show` hears of each change: NO_BAR, BUSY_BAR or 0…1. */
  constructor(show: (value: number) => void) {
    this.#show = show;
  }

  /** Takes note of an opening's progress; null when it has ended, however. O(openings). */
  report(key: string, size: number | null, progress: Progress | null): void {
    if (progress === null) this.#openings.delete(key);
    else {
      const share = progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
      this.#openings.set(key, { share, weight: Math.max(1, size ?? 1) });
    }
    this.#update();
  }

  /** The page is gone, and with it all that it was opening. */
  clear(): void {
    this.#openings.clear();
    this.#update();
  }

  #update(): void {
    const value = barOf([...this.#openings.values()]);
    if (value === this.#shown) return;
    this.#shown = value;
    this.#show(value);
  }
}

/** Weighted by size: the large file is what one waits for. Those that cannot tell count as not begun. */
function barOf(openings: readonly Opening[]): number {
  if (openings.length === 0) return NO_BAR;
  if (openings.every(({ share }) => share === null)) return BUSY_BAR;
  let done = 0;
  let all = 0;
  for (const { share, weight } of openings) {
    done += (share ?? 0) * weight;
    all += weight;
  }
  return done / all;
}
