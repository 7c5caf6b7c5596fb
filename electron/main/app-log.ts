import { appendFileSync, mkdirSync } from 'node:fs';
import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';

/** A longer log is put aside at the next start; the one before that goes. */
const MAX_BYTES = 1 << 20;

/** What went wrong, on stderr and in a file of the user's own. */
export class AppLog {
  readonly file: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: string) {
    this.file = path.join(folder, 'main.log');
    this.#writing = this.#turn();
    // The terminal that the program was started from may be closed before it.
    process.stderr.on('error', () => undefined);
  }

  /** Adds a line, or several; nobody waits for the disk. Bound, to be handed on. */
  readonly write = (text: string): void => {
    process.stderr.write(`${text}\n`);
    this.#writing = this.#writing
      .then(() => appendFile(this.file, stamped(text), { mode: 0o600 }))
      .catch(() => undefined);
  };

  /** Adds a line and waits for the disk: when the program may not live on. */
  writeNow(text: string): void {
    process.stderr.write(`${text}\n`);
    try {
      mkdirSync(path.dirname(this.file), { recursive: true });
      appendFileSync(this.file, stamped(text), { mode: 0o600 });
    } catch {
      // A log that cannot be written has no place to say so.
    }
  }

  async #turn(): Promise<void> {
    try {
      await mkdir(path.dirname(this.file), { recursive: true });
      if ((await stat(this.file)).size > MAX_BYTES) await rename(this.file, `${this.file}.1`);
    } catch {
      // A log that cannot be written has no place to say so.
    }
  }
}

function stamped(text: string): string {
  return `${new Date().toISOString()} ${text.replaceAll('\n', '\n  ')}\n`;
}
