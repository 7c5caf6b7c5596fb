import { spawn } from 'node:child_process';
import { hasDisplay } from './find-electron.ts';

/** A program that has not failed within this time has opened the page. */
const SETTLED_MS = 1500;

function opener(url: string, platform: NodeJS.Platform): readonly [program: string, ...args: string[]] {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  return ['xdg-open', url];
}

/** Opens the user's browser. Resolves with null when that worked, else with half a sentence why not. Never rejects. */
export function openBrowser(
  url: string,
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  if (!hasDisplay(env, platform)) return Promise.resolve('there is no display');
  const [program, ...args] = opener(url, platform);
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true, env });
    const timer = setTimeout(() => resolve(null), SETTLED_MS);
    child.on('error', () => {
      clearTimeout(timer);
      resolve(`${program} cannot be started`);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? null : `${program} failed`);
    });
    child.unref();
  });
}
