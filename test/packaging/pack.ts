import { spawnSync } from 'node:child_process';
import { ROOT } from '../architecture/source-tree.ts';

/** Whoever asks for a download gets this address, which nobody answers: it fails, and the test with it. */
const OFFLINE = {
  ELECTRON_MIRROR: 'http://127.0.0.1:9/',
  ELECTRON_BUILDER_BINARIES_MIRROR: 'http://127.0.0.1:9/',
  npm_config_offline: 'true',
  NO_UPDATE_NOTIFIER: '1',
};

export interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a Node program in the project's folder, with PATH, `home` and what is given as its environment, offline. */
export function runOffline(args: readonly string[], home: string, env: NodeJS.ProcessEnv = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: home, ...OFFLINE, ...env },
    timeout: 100_000,
  });
  return { code: status, output: `${stdout}${stderr}` };
}

/** `npm run package` of dist/ as it is. */
export function pack(options: readonly string[], home: string, env: NodeJS.ProcessEnv = {}): Run {
  return runOffline(['scripts/package.mjs', '--no-build', ...options], home, env);
}
