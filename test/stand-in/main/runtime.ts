import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Chromium } from './chromium.ts';
import { namedUserData } from './command-line.ts';

/** A window as the application sees it when it quits. */
export interface ClosableWindow {
  /** Asks the window to close; whether it does. */
  requestClose(): boolean;
  readonly whenClosed: Promise<void>;
}

/** What the parts of the stand-in share: one application, one Chromium, and how both end. */
class Runtime {
  #chromium: Chromium | null = null;
  #userData: string | null = null;
  #isEnding = false;
  isReady = false;
  isQuitting = false;
  readonly windows = new Set<ClosableWindow>();
  /** What must be done before the process may end: word to the first instance. */
  readonly unfinished = new Set<Promise<unknown>>();

  /** The folder named on the command line, else a temporary one that goes at the end. */
  get userData(): string {
    if (this.#userData === null) {
      this.#userData = path.resolve(
        namedUserData() ?? mkdtempSync(path.join(os.tmpdir(), 'backref-stand-in-')),
      );
      mkdirSync(this.#userData, { recursive: true });
    }
    return this.#userData;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  get chromium(): Chromium {
    if (this.#chromium === null) throw new Error('stand-in: Chromium has not been started');
    return this.#chromium;
  }

  async startChromium(): Promise<void> {
    this.#chromium = await Chromium.start(path.join(this.userData, 'Chromium'));
  }

  /** Ends Chromium, then this process; a temporary folder goes. */
  async end(code: number): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    await Promise.allSettled(this.unfinished);
    await this.#chromium?.stop();
    if (this.#userData !== null && namedUserData() === null) {
      rmSync(this.#userData, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
    }
    process.exit(code);
  }
}

export const runtime = new Runtime();
