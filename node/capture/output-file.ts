import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CaptureError } from './capture-error.ts';

const REASONS: Readonly<Partial<Record<string, string>>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk may only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
};

function asCaptureError(file: string, error: unknown): CaptureError {
  if (error instanceof CaptureError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = REASONS[code] ?? (code || 'unknown reason');
  return new CaptureError('failed', `${file} cannot be written: ${reason}.`, error);
}

/**
 * A file that appears under its name complete or not at all, readable by its owner only. It is begun before anything
 * is done to a process, so that a full disk or a missing folder costs the process nothing.
 */
export class OutputFile {
  readonly file: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;

  private constructor(file: string, temporary: string, handle: FileHandle) {
    this.file = file;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /** Begins the file. Throws CaptureError `failed` when it cannot be made there. */
  static async begin(file: string): Promise<OutputFile> {
    try {
      const existing = await stat(file).catch(() => null);
      if (existing?.isDirectory() === true)
        throw new CaptureError('failed', `${file} is a folder: name the file.`);
      const temporary = path.join(
        path.dirname(file),
        `.${path.basename(file)}.${randomBytes(4).toString('hex')}.tmp`,
      );
      return new OutputFile(file, temporary, await open(temporary, 'wx', 0o600));
    } catch (error) {
      throw asCaptureError(file, error);
    }
  }

  /**
   * Copies the snapshot that the process wrote, and gives the file its name. `source` belongs to the process's user,
   * who might have put something else there: only an ordinary file of that user is taken. Resolves with its bytes.
   * Throws CaptureError; nothing is left then.
   */
  async take(source: string, uid: number, signal?: AbortSignal): Promise<number> {
    try {
      const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
      const input = await open(source, flags);
      const status = await input.stat();
      if (!status.isFile() || status.uid !== uid || status.nlink !== 1) {
        await input.close();
        throw new CaptureError('failed', 'What the process wrote is no ordinary file of its user.');
      }
      await pipeline(
        input.createReadStream(),
        this.#handle.createWriteStream(),
        ...(signal === undefined ? [] : [{ signal }]),
      );
      await rename(this.#temporary, this.file);
      return status.size;
    } catch (error) {
      await this.abandon();
      if (signal?.aborted === true) throw new CaptureError('cancelled', 'Cancelled.', error);
      throw asCaptureError(this.file, error);
    }
  }

  /** Removes what was begun. Never throws. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }
}
