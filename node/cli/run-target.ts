import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { SnapshotTarget } from '../capture/written-snapshots.ts';
import { CommandError } from './command-errors.ts';

const ENDING = '.backref';

/**
 * What `-o` of `run` means: a folder that is there or whose name ends in a slash; a file where the name ends in
 * `.backref`; else a folder to be made; the current folder without `-o`. Rejects with CommandError for a file of
 * another name, which would be written over, and for a file in a folder that is not there.
 */
export async function runTarget(given: string | null): Promise<SnapshotTarget> {
  if (given === null) return { kind: 'folder', path: '.' };
  const status = await stat(given).catch(() => null);
  if (status?.isDirectory() === true) return { kind: 'folder', path: given };
  if (status !== null && !given.endsWith(ENDING))
    throw new CommandError(
      given,
      'It is there and is no snapshot: name a folder, or a file that ends in .backref.',
    );
  if (!given.endsWith(ENDING)) return { kind: 'folder', path: given };
  const parent = await stat(path.dirname(given)).catch(() => null);
  if (parent?.isDirectory() !== true) throw new CommandError(given, 'There is no such folder.');
  return { kind: 'file', path: given };
}

/** The target as the agent takes it, also after the program has changed its folder. */
export function agentTarget({ kind, path: target }: SnapshotTarget): string {
  const whole = path.resolve(target);
  return kind === 'folder' ? whole.replace(/[\\/]?$/, path.sep) : whole;
}
