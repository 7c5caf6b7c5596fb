import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { HeapError } from '../../shared/base/errors.ts';
import type { FileOffer } from '../../shared/protocol/host-api.ts';

export interface GrantedFile extends FileOffer {
  readonly path: string;
}

/**
 * The files that a window may open, by token. A window never names a path: it can only hand back a token that the host
 * made for a file the user chose, now or earlier (command line, dialog, drop, upload, recents, the bundled sample).
 */
export class FileGrants {
  readonly #byToken = new Map<string, GrantedFile>();
  readonly #byPath = new Map<string, string>();

  /**
   * A token for the file at `filePath` (relative to the working directory), the same for the same path; `name` is
   * shown instead of the base name. Throws HeapError `not-found` when it is not a readable file.
   */
  async grant(filePath: string, name: string = path.basename(filePath)): Promise<FileOffer> {
    const absolute = path.resolve(filePath);
    const size = await sizeOfFile(absolute, name);
    const token = this.#byPath.get(absolute) ?? randomBytes(16).toString('base64url');
    this.#byPath.set(absolute, token);
    this.#byToken.set(token, { token, name, size, path: absolute });
    return { token, name, size };
  }

  /** A token for a file that the user opened before, whether it is there now or not. Touches no file. O(1). */
  remember(filePath: string): FileOffer {
    const absolute = path.resolve(filePath);
    const known = this.#byPath.get(absolute);
    if (known !== undefined) {
      const { token, name, size } = this.resolve(known);
      return { token, name, size };
    }
    const offer = { token: randomBytes(16).toString('base64url'), name: path.basename(absolute), size: null };
    this.#byPath.set(absolute, offer.token);
    this.#byToken.set(offer.token, { ...offer, path: absolute });
    return offer;
  }

  /** The file of a token. Throws HeapError `not-found` when no such token was given out. O(1). */
  resolve(token: string): GrantedFile {
    const file = this.#byToken.get(token);
    if (file === undefined)
      throw new HeapError('not-found', 'This file was not chosen here, or not in this session.');
    return file;
  }
}

async function sizeOfFile(absolute: string, name: string): Promise<number> {
  let stats;
  try {
    stats = await stat(absolute);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new HeapError('not-found', `There is no file ${name}.`);
    throw new HeapError('not-found', `${name} cannot be read (${code || 'unknown reason'}).`, {}, error);
  }
  if (stats.isDirectory()) throw new HeapError('not-found', `${name} is a folder, not a file.`);
  if (!stats.isFile()) throw new HeapError('not-found', `${name} is not an ordinary file.`);
  return stats.size;
}
