import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { RecentFile, RecentFiles } from '../../shared/protocol/host-api.ts';
import type { FileGrants } from '../../node/host/file-grants.ts';
import { shortFolder } from '../../node/host/snapshots-folder.ts';
import { MAX_RECENTS, MAX_SESSION } from './app-state.ts';
import type { AppStateFile } from './app-state.ts';

/** A file on a server that does not answer within this time says nothing about the others. */
const LOOK_MS = 1000;

export interface RecentsParts {
  readonly state: AppStateFile;
  readonly files: FileGrants;
  /** The user's home, shown as `~`. */
  readonly home: string;
  /** Files of the program's own, not to be listed. */
  readonly own: readonly string[];
  /** The system's own list (dock, jump list). */
  readonly system: { add(path: string): void; clear(): void };
  readonly onChange: () => void;
}

/** The files that were opened before. They cross to windows and menus as tokens; paths stay here and in the state. */
export class Recents {
  readonly #parts: RecentsParts;
  /** What was open when the program last ended; fixed for this run. */
  readonly #lastSession: readonly string[];
  #missing: ReadonlySet<string> = new Set();
  #looking: Promise<void> | null = null;

  constructor(parts: RecentsParts) {
    this.#parts = parts;
    this.#lastSession = parts.state.value.lastSession;
  }

  /** As it is offered to a window: `session` instead of what was open when the program last ended. O(files). */
  list(session: readonly string[] = this.#lastSession): RecentFiles {
    return {
      files: this.#parts.state.value.recents.map((file) => this.#entry(file)),
      lastSession: session.map((file) => this.#entry(file)),
    };
  }

  /** Puts a file that has just been opened on top. */
  add(filePath: string): void {
    const { state, own, system, onChange } = this.#parts;
    if (own.includes(filePath)) return;
    const others = state.value.recents.filter((file) => file !== filePath);
    state.update({ recents: [filePath, ...others].slice(0, MAX_RECENTS) });
    this.#missing = new Set([...this.#missing].filter((file) => file !== filePath));
    system.add(filePath);
    onChange();
  }

  /** Forgets the file of a token, or all (null). What is no recent file's token changes nothing. */
  forget(token: string | null): void {
    const { state, files, system, onChange } = this.#parts;
    const { recents } = state.value;
    const rest = token === null ? [] : recents.filter((file) => files.remember(file).token !== token);
    if (rest.length === recents.length) return;
    state.update({ recents: rest });
    if (token === null) system.clear();
    onChange();
  }

  /** Keeps what is open now for the next run. */
  keepSession(paths: readonly string[]): void {
    const { state, own } = this.#parts;
    const session = [...new Set(paths)].filter((file) => !own.includes(file)).slice(0, MAX_SESSION);
    if (session.join('\0') !== state.value.lastSession.join('\0')) state.update({ lastSession: session });
  }

  /** Looks which of the files are still there; one look at a time. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = null));
    return this.#looking;
  }

  async #look(): Promise<void> {
    const all = new Set([...this.#parts.state.value.recents, ...this.#lastSession]);
    const missing = new Set<string>();
    // One after the other: of the few threads for files, a server that is gone may hold no more than one.
    for (const file of all) {
      const isThere = await isFileThere(file);
      if (isThere === null) break;
      if (!isThere) missing.add(file);
    }
    const isChanged =
      missing.size !== this.#missing.size || [...missing].some((file) => !this.#missing.has(file));
    this.#missing = missing;
    if (isChanged) this.#parts.onChange();
  }

  #entry(filePath: string): RecentFile {
    const offer = this.#parts.files.remember(filePath);
    const folder = shortFolder(path.dirname(filePath), this.#parts.home);
    return { ...offer, folder, isMissing: this.#missing.has(filePath) };
  }
}

/** null: nobody answered in time. */
async function isFileThere(filePath: string): Promise<boolean | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LOOK_MS);
  });
  const look = stat(filePath).then(
    (stats) => stats.isFile(),
    () => false,
  );
  try {
    return await Promise.race([look, late]);
  } finally {
    clearTimeout(timer);
  }
}
