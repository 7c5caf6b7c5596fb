import { randomBytes } from 'node:crypto';
import { constants, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CaptureOptions } from '../../shared/protocol/capture-api.ts';
import type { AgentSource } from './agent-source.ts';
import { bootstrapCode, HANDED, type Place, requestText } from './bootstrap.ts';
import { CaptureError } from './capture-error.ts';
import { sharesFiles } from './capture-way.ts';
import { type ProcessStatus, procFile } from './proc-files.ts';
import type { Surroundings } from './surroundings.ts';

/** Folders where every process may make its own. */
const CANDIDATES = ['/tmp', '/var/tmp', '/dev/shm'];
const PLACES: readonly Place[] = ['main', 'thread'];

/**
 * A folder that only the process's user can enter, with the agent and the order in it. It stays reachable through
 * `at` when the process has ended, its root directory with it.
 */
export interface HandOver {
  /** Its path as the process sees it. */
  readonly folder: string;
  /** The folder that it lies in, and its name there: for the guard. */
  readonly parent: string;
  readonly name: string;
  /** The path of a file in it as this process sees it. */
  at(name: string): string;
  /** The code that carries out the order. */
  code(place: Place): string;
  /** Removes the folder and all in it. Never throws. */
  remove(): Promise<void>;
}

function isPlainFolder(root: string, folder: string): boolean {
  try {
    // Never through a symbolic link: in a container it could lead out of its root.
    const parts = folder.split('/').filter((part) => part !== '');
    return parts.every((_part, index) => {
      const step = path.join(root, ...parts.slice(0, index + 1));
      return lstatSync(step).isDirectory();
    });
  } catch {
    return false;
  }
}

function makeFolder(
  root: string,
  name: string,
  beforeMaking: (parent: string, name: string) => void,
): { parent: string; folder: string } {
  let reason: unknown = null;
  for (const candidate of CANDIDATES) {
    const parent = path.join(root, candidate);
    if (!isPlainFolder(root, candidate)) continue;
    beforeMaking(parent, name);
    try {
      mkdirSync(path.join(parent, name), { mode: 0o700 });
      return { parent, folder: `${candidate}/${name}` };
    } catch (error) {
      reason = error;
    }
  }
  throw new CaptureError(
    'failed',
    `There is no folder where the process could put its snapshot: ${CANDIDATES.join(', ')} are missing, full or read-only for it.`,
    reason,
  );
}

async function fill(
  handle: FileHandle,
  folder: string,
  agent: AgentSource,
  options: CaptureOptions,
): Promise<void> {
  const at = (name: string): string => `/proc/self/fd/${handle.fd}/${name}`;
  const write = (name: string, text: string): Promise<void> =>
    writeFile(at(name), text, { flag: 'wx', mode: 0o644 });
  await write(HANDED.agent, agent.whole);
  await write(HANDED.leaving, agent.leaving);
  await write(HANDED.script, bootstrapCode(folder, 'main'));
  for (const place of PLACES) await write(`${HANDED.request}-${place}`, requestText(folder, place, options));
}

/**
 * Makes the folder where the process can reach it, below its own root directory. Throws CaptureError `failed` when
 * there is no place for it, or it cannot be given to the process's user. `beforeMaking` hears where it will be,
 * so that somebody can remove it.
 */
export async function handOver(
  pid: number,
  status: ProcessStatus,
  agent: AgentSource,
  options: CaptureOptions,
  around: Surroundings,
  beforeMaking: (parent: string, name: string) => void,
): Promise<HandOver> {
  const root = sharesFiles(pid, around) ? '/' : procFile(pid, 'root', around.proc);
  const name = `.backref-${around.pid}-${randomBytes(8).toString('hex')}`;
  const { parent, folder } = makeFolder(root, name, beforeMaking);
  const handle = await open(
    path.join(parent, name),
    constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW,
  );
  const remove = async (): Promise<void> => {
    // Through the open folder: its path may lead nowhere by now. What is left is an empty folder and its name.
    removeQuietly(`/proc/self/fd/${handle.fd}/.`, true);
    removeQuietly(path.join(parent, name), false);
    await handle.close().catch(() => undefined);
  };
  try {
    await fill(handle, folder, agent, options);
    // Last: until then nobody else can put anything in it.
    if (status.uid !== around.uid) await handle.chown(status.uid, status.gid);
  } catch (error) {
    await remove();
    throw new CaptureError(
      'failed',
      `Files cannot be handed to the process’s user (uid ${status.uid}).`,
      error,
    );
  }
  return {
    folder,
    parent,
    name,
    at: (file) => `/proc/self/fd/${handle.fd}/${file}`,
    code: (place) => bootstrapCode(folder, place),
    remove,
  };
}

function removeQuietly(folder: string, contents: boolean): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: contents ? 0 : 3 });
  } catch {
    // Nothing more can be done about it here; the guard tries again.
  }
}
