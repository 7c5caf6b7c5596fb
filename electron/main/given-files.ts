import path from 'node:path';
import { z } from 'zod';
import type { FileOffer } from '../../shared/protocol/host-api.ts';
import type { FileGrants } from '../../node/host/file-grants.ts';

/**
 * The files among a command line's words: not options, and not the program's own folder, which stands before them
 * when Electron runs it unpackaged. Paths are made absolute from `workingDirectory`.
 */
export function filesOfCommandLine(
  argv: readonly string[],
  isPackaged: boolean,
  workingDirectory: string,
): readonly string[] {
  const words = argv.slice(1).filter((word) => !word.startsWith('-'));
  return words.slice(isPackaged ? 0 : 1).map((word) => path.resolve(workingDirectory, word));
}

const instanceSchema = z.object({
  files: z
    .array(
      z
        .string()
        .max(32_768)
        .refine((file) => path.isAbsolute(file)),
    )
    .max(1000),
});

/**
 * The files that a second start of the program hands over with its request for the lock; null when it said none of that
 * kind. Its command line may come mixed with switches of Chromium's, this does not.
 */
export function filesOfSecondInstance(data: unknown): readonly string[] | null {
  const parsed = instanceSchema.safeParse(data);
  return parsed.success ? parsed.data.files : null;
}

/** Grants for those of the paths that are files; tells of the others. */
export async function grantAll(
  files: FileGrants,
  paths: readonly string[],
  log: (line: string) => void,
): Promise<readonly FileOffer[]> {
  const offers: FileOffer[] = [];
  for (const filePath of paths) {
    try {
      offers.push(await files.grant(filePath));
    } catch (error) {
      log(error instanceof Error ? error.message : String(error));
    }
  }
  return offers;
}
