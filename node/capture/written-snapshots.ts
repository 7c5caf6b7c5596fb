import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { readStatus } from './proc-files.ts';

/** Where the agent of a program puts its snapshots. */
export interface SnapshotTarget {
  /** A folder gets one file for each; a file keeps the last. */
  readonly kind: 'folder' | 'file';
  /** As the user wrote it. */
  readonly path: string;
}

export interface WrittenSnapshot {
  /** Begins as the user wrote the target. */
  readonly file: string;
  readonly bytes: number;
}

/** What is at a target at one time, by file; see `snapshotsSince`. */
export type FoundSnapshots = ReadonlyMap<
  string,
  { readonly identity: string; readonly time: number; readonly bytes: number }
>;

/** Names that the agent gives: `name-pid-time-number-why.backref`. */
const NAME = /-\d+-\d{8}T\d{6}-\d{4,}-[a-z-]+\.backref$/;

async function namesAt({ kind, path: target }: SnapshotTarget): Promise<readonly string[]> {
  if (kind === 'file') return [target];
  const names = await readdir(target).catch(() => []);
  return names.filter((name) => NAME.test(name)).map((name) => path.join(target, name));
}

/** The snapshots at a target now; none where nothing is there. One stat a file. */
export async function findSnapshots(target: SnapshotTarget): Promise<FoundSnapshots> {
  const found = new Map<string, { identity: string; time: number; bytes: number }>();
  for (const file of await namesAt(target)) {
    const status = await stat(file).catch(() => null);
    if (status?.isFile() !== true) continue;
    const { ino, mtimeMs, size } = status;
    found.set(file, { identity: `${ino} ${mtimeMs} ${size}`, time: mtimeMs, bytes: size });
  }
  return found;
}

/** Names of files that a copy of the process is writing; with its id. */
const UNFINISHED = /\.tmp-(\d+)(?:-\d+)?$/;
const LOOK_MS = 100;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readStatus(pid)?.state !== 'Z';
  } catch {
    return false;
  }
}

/** Whether a process that lives has a snapshot for the target under way. One listing of the folder. */
async function isBeingWritten({ kind, path: target }: SnapshotTarget): Promise<boolean> {
  const folder = kind === 'file' ? path.dirname(target) : target;
  const names = await readdir(folder).catch(() => []);
  return names.some((name) => {
    const match = UNFINISHED.exec(name);
    const final = match === null ? '' : name.slice(0, match.index);
    const isOurs = kind === 'file' ? final === path.basename(target) : NAME.test(final);
    return isOurs && isAlive(Number(match?.[1]));
  });
}

/**
 * Waits until no copy of a process writes a snapshot to the target any more: copies outlive the program. Each gives up
 * by itself after its ten minutes.
 */
export async function untilWritten(target: SnapshotTarget): Promise<void> {
  while (await isBeingWritten(target)) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

/** The snapshots at a target that were not there, or were others, when `before` was found; oldest first. */
export async function snapshotsSince(
  before: FoundSnapshots,
  target: SnapshotTarget,
): Promise<readonly WrittenSnapshot[]> {
  const written = [...(await findSnapshots(target))].filter(
    ([file, { identity }]) => before.get(file)?.identity !== identity,
  );
  return written
    .toSorted(([fileA, a], [fileB, b]) => a.time - b.time || (fileA < fileB ? -1 : 1))
    .map(([file, { bytes }]) => ({ file, bytes }));
}
