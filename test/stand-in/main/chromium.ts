import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { DevTools } from './devtools.ts';

const SWITCHES = [
  '--remote-debugging-port=0',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-hang-monitor',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-background-timer-throttling',
  '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,Translate,MediaRouter,PaintHolding',
  '--password-store=basic',
  '--use-mock-keychain',
  '--force-color-profile=srgb',
];

/** How long Chromium may take to end when asked, before it is ended. */
const PATIENCE_MS = 3000;
const TOLD_LINES = 10;

function switches(profile: string): readonly string[] {
  return [
    ...SWITCHES,
    `--user-data-dir=${profile}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(process.env['STAND_IN_HEADED'] === '1' ? [] : ['--headless=new']),
  ];
}

function chromiumPath(): string {
  const named = process.env['STAND_IN_CHROMIUM'];
  if (named === undefined || named === '') throw new Error('stand-in: STAND_IN_CHROMIUM names no Chromium');
  return named;
}

/** The address of Chromium's DevTools server, once it listens; rejects with its last lines when it ends instead. */
function waitForAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let lastLines: readonly string[] = [];
    createInterface({ input: child.stderr! }).on('line', (line) => {
      lastLines = [...lastLines, line].slice(-TOLD_LINES);
      const found = /^DevTools listening on (ws:\S+)/.exec(line);
      if (found !== null) resolve(found[1]!);
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`stand-in: Chromium ended (${String(code)}):\n${lastLines.join('\n')}`)),
    );
  });
}

/** The Chromium process behind the stand-in. */
export class Chromium {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly devtools: DevTools;
  /** Where Playwright connects to. */
  readonly address: string;

  private constructor(child: ChildProcess, address: string, devtools: DevTools) {
    this.#child = child;
    this.address = address;
    this.devtools = devtools;
    this.#ended = new Promise((resolve) => child.once('exit', () => resolve()));
  }

  /** Starts Chromium without a window, with its profile in that folder. */
  static async start(profile: string): Promise<Chromium> {
    const child = spawn(chromiumPath(), switches(profile), { stdio: ['ignore', 'ignore', 'pipe'] });
    process.once('exit', () => child.kill('SIGKILL'));
    const address = await waitForAddress(child);
    return new Chromium(child, address, await DevTools.connect(address));
  }

  /** Ends it and waits until it has: before that it still writes into its profile. */
  async stop(): Promise<void> {
    const browser = this.devtools.session('');
    browser.send('Browser.close').catch(() => this.#child.kill('SIGTERM'));
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), PATIENCE_MS);
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.#ended;
    clearTimeout(impatience);
  }
}
