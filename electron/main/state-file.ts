import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';

/** Changes within this time are written together. */
const REST_MS = 300;
/** Paths of the user's files are in it. */
const MODE = 0o600;

export interface StateFileOptions<State> {
  readonly path: string;
  /** Must accept {} and fill in what is missing or damaged. */
  readonly schema: z.ZodType<State>;
  readonly log: (line: string) => void;
}

async function readJson(file: string, log: (line: string) => void): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isAbsent) log(`${path.basename(file)} cannot be read and is ignored: ${String(error)}`);
    return {};
  }
}

/**
 * A small value kept in a JSON file. It is replaced as a whole by renaming, so that a crash leaves the old or the new
 * one; what cannot be read is as good as absent. Failures to write are logged: the program works without.
 */
export class StateFile<State extends object> {
  readonly #options: StateFileOptions<State>;
  #value: State;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #writing: Promise<void> = Promise.resolve();
  /** The last word has been written: a write still under way must not undo it. */
  #isFinal = false;

  private constructor(options: StateFileOptions<State>, value: State) {
    this.#options = options;
    this.#value = value;
  }

  /** The state in the file; what the schema makes of {} where there is none or it is damaged. Never rejects. */
  static async load<State extends object>(options: StateFileOptions<State>): Promise<StateFile<State>> {
    const { schema, path: file, log } = options;
    const read = schema.safeParse(await readJson(file, log));
    return new StateFile(options, read.success ? read.data : schema.parse({}));
  }

  get value(): State {
    return this.#value;
  }

  /** Changes members of the state; the file follows a moment later. */
  update(change: Partial<State>): void {
    this.#value = { ...this.#value, ...change };
    this.#timer ??= setTimeout(() => void this.flush(), REST_MS);
  }

  /** Writes what has changed. Settles when it is on the disk or was found to be impossible; never rejects. */
  flush(): Promise<void> {
    if (this.#takeChange()) {
      const text = this.#text();
      this.#writing = this.#writing.then(() => this.#write(text));
    }
    return this.#writing;
  }

  /** As flush, before the program ends and nothing is waited for any more: a few kilobytes. */
  flushNow(): void {
    if (!this.#takeChange()) return;
    const { path: file, log } = this.#options;
    const fresh = `${file}.last.tmp`;
    this.#isFinal = true;
    try {
      writeFileSync(fresh, this.#text(), { mode: MODE });
      renameSync(fresh, file);
    } catch (error) {
      rmSync(fresh, { force: true });
      log(`${path.basename(file)} could not be written: ${String(error)}`);
    }
  }

  /** Whether there is something to be written, which the caller then does. */
  #takeChange(): boolean {
    if (this.#timer === null) return false;
    clearTimeout(this.#timer);
    this.#timer = null;
    return true;
  }

  #text(): string {
    return `${JSON.stringify(this.#value, null, 2)}\n`;
  }

  async #write(text: string): Promise<void> {
    const { path: file, log } = this.#options;
    const fresh = `${file}.tmp`;
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(fresh, text, { mode: MODE });
      if (this.#isFinal) await rm(fresh, { force: true });
      else await rename(fresh, file);
    } catch (error) {
      await rm(fresh, { force: true });
      log(`${path.basename(file)} could not be written: ${String(error)}`);
    }
  }
}
