import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PROC } from './proc-files.ts';

/** What a capture finds around itself; tests change it. */
export interface Surroundings {
  readonly proc: string;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** This process's own id and user. */
  readonly pid: number;
  readonly uid: number;
}

/** This machine, this process. */
export function thisMachine(): Surroundings {
  const { platform, env, pid } = process;
  return { proc: PROC, platform, env, pid, uid: process.geteuid?.() ?? 0 };
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The first program of that name in the folders of PATH, or null. */
export function findProgram(name: string, env: NodeJS.ProcessEnv): string | null {
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, name)).find(isProgram) ?? null;
}

function pyenvPythons(env: NodeJS.ProcessEnv, minor: string): string[] {
  const root = path.join(env['PYENV_ROOT'] ?? path.join(env['HOME'] ?? os.homedir(), '.pyenv'), 'versions');
  try {
    const names = readdirSync(root).filter((name) => name.startsWith(`${minor}.`));
    return names.toSorted().map((name) => path.join(root, name, 'bin', `python${minor}`));
  } catch {
    return [];
  }
}

/** Interpreters of a version such as `3.14`: on PATH, in the usual folders, under pyenv. Those that exist. */
export function findPythons(minor: string, env: NodeJS.ProcessEnv): string[] {
  const name = `python${minor}`;
  const usual = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].map((folder) => path.join(folder, name));
  const onPath = findProgram(name, env);
  const found = [...(onPath === null ? [] : [onPath]), ...usual, ...pyenvPythons(env, minor)];
  // pyenv's shims refuse to start where no version is chosen; the real ones are listed beside them.
  return [...new Set(found)].filter((file) => !file.includes('/shims/') && isProgram(file));
}
