import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { aboutFile, CommandError, systemCode } from './command-errors.ts';

/**
 * Writes a whole file or none: under a temporary name beside it, then renamed. Throws a CommandError about `file` when
 * that fails.
 */
export async function writeWholeFile(file: string, content: string | Uint8Array): Promise<void> {
  const temporary = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(4).toString('hex')}.tmp`,
  );
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const isFolderMissing = systemCode(error) === 'ENOENT';
    throw isFolderMissing
      ? new CommandError(file, 'There is no such folder to write into.')
      : aboutFile(file, error);
  }
}
