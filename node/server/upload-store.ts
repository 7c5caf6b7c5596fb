import { randomBytes } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HeapError } from '../../shared/base/errors.ts';

/** Snapshots above this are opened by path, `backref serve FILE`, without a second copy. */
export const DEFAULT_MAX_UPLOAD_BYTES = 16 * 2 ** 30;
const MAX_NAME_LENGTH = 200;

export interface Upload {
  readonly path: string;
  /** The base name the window gave, safe to show. */
  readonly name: string;
}

/** A shown name from what the window sent: the last part of a path, no control characters, not endless. */
function cleanName(sent: string): string {
  const base = sent.split(/[/\\]/).at(-1) ?? '';

  const visible = base
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  return visible.slice(0, MAX_NAME_LENGTH) || 'snapshot';
}

function tooBig(name: string, maxBytes: number): HeapError {
  return new HeapError(
    'too-big',
    `${name} is too big to be uploaded: the limit is ${String(maxBytes)} bytes.`,
  );
}

/** Counts the bytes that really come, whatever the header promised. */
function limitBytes(name: string, maxBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > maxBytes) done(tooBig(name, maxBytes));
      else done(null, chunk);
    },
  });
}

/**
 * Uploaded snapshots, in a folder of their own that only this user can read, under random names; all are removed when
 * the server ends, however it ends.
 */
export class UploadStore {
  readonly #maxBytes: number;
  #folder: Promise<string> | null = null;
  #removeAtExit: (() => void) | null = null;

  constructor(maxBytes: number = DEFAULT_MAX_UPLOAD_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Writes the stream to a new file. `promisedBytes` is what the sender announced, null when it did not. Throws
   * HeapError `too-big` (nothing is kept then), or the stream's own error.
   */
  async take(sentName: string, promisedBytes: number | null, body: Readable): Promise<Upload> {
    const name = cleanName(sentName);
    if (promisedBytes !== null && promisedBytes > this.#maxBytes) throw tooBig(name, this.#maxBytes);
    const folder = await (this.#folder ??= this.#makeFolder());
    await requireSpace(folder, name, promisedBytes ?? 0);
    const file = path.join(folder, randomBytes(16).toString('hex'));
    try {
      const target = createWriteStream(file, { flags: 'wx', mode: 0o600 });
      await pipeline(body, limitBytes(name, this.#maxBytes), target);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    return { path: file, name };
  }

  async #makeFolder(): Promise<string> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'backref-uploads-')); // mode 0700
    const removeNow = (): void => rmSync(folder, { recursive: true, force: true });
    process.once('exit', removeNow);
    this.#removeAtExit = removeNow;
    return folder;
  }

  /** Removes all uploads. */
  async dispose(): Promise<void> {
    if (this.#folder === null) return;
    await rm(await this.#folder, { recursive: true, force: true });
    if (this.#removeAtExit !== null) process.off('exit', this.#removeAtExit);
    this.#folder = null;
  }
}

async function requireSpace(folder: string, name: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bytes > bavail * bsize) {
    throw new HeapError('too-big', `There is not enough space in the temporary folder to upload ${name}.`);
  }
}
