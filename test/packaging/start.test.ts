import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../architecture/source-tree.ts';
import { electronVersion, makeFakeElectron } from './fake-electron.ts';

/** A checkout with what `npm start` needs, and an electron package of its own that tests may spoil. */
const checkout = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'backref-start-')));
const electron = path.join(checkout, 'node_modules/electron');
const noted = path.join(checkout, 'noted');
const sample = path.join(checkout, 'assets/samples/leak.backref');
const elsewhere = path.join(checkout, 'elsewhere');

/** An Electron that writes down how it was started, then closes as if the user had closed it. */
const NOTING = `for word; do echo "$word"; done > '${noted}'; echo "as node: $ELECTRON_RUN_AS_NODE" >> '${noted}'`;

beforeAll(() => {
  for (const name of [
    'bin',
    'dist',
    'package.json',
    'assets/samples',
    'scripts/start.mjs',
    'scripts/build.mjs',
  ]) {
    cpSync(path.join(ROOT, name), path.join(checkout, name), { recursive: true });
  }
});

beforeEach(() => {
  rmSync(noted, { force: true });
  rmSync(electron, { recursive: true, force: true });
  rmSync(elsewhere, { recursive: true, force: true });
  mkdirSync(electron, { recursive: true });
  writeFileSync(path.join(electron, 'package.json'), JSON.stringify({ version: electronVersion() }));
  // Loading the package under Node would start a download.
  writeFileSync(path.join(electron, 'index.js'), `require('fs').writeFileSync('${noted}', 'loaded')`);
  writeFileSync(path.join(electron, 'path.txt'), 'electron');
  makeFakeElectron(path.join(electron, 'dist'), NOTING);
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

interface Started {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `npm start` until it ends; once it serves to a browser, it is told to end. */
function start(env: NodeJS.ProcessEnv = {}, words: readonly string[] = []): Promise<Started> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/start.mjs', '--no-build', '--no-open', ...words], {
      cwd: checkout,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: checkout, DISPLAY: ':99', ELECTRON_RUN_AS_NODE: '1', ...env },
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      if (err.includes('Ctrl-C ends.')) child.kill('SIGTERM');
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

function servingBecause(why: string): Started {
  return {
    code: 0,
    out: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\S+\n$/) as string,
    err: `Electron cannot start here (${why}); serving to your browser instead.\nCtrl-C ends.\n`,
  };
}

function setExecutable(script: string): void {
  writeFileSync(path.join(electron, 'dist/electron'), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(electron, 'dist/electron'), 0o755);
}

// Shell scripts stand for Electron's executable.
describe.skipIf(process.platform !== 'linux')('npm start', () => {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const startedWith = () => readFileSync(noted, 'utf8').trim().split('\n');

  test('Electron is there: it runs the app with the sample, as an app and not as Node', async () => {
    expect(await start({}, ['--port', '0'])).toEqual({ code: 0, out: '', err: '' });
    expect(startedWith()).toEqual([...sandbox, checkout, sample, 'as node:']);
  });

  test('it opens the files that are given, and ends as Electron ends', async () => {
    setExecutable(`${NOTING}; sleep 4; exit 3`);
    expect(await start({}, [path.join(ROOT, 'assets/samples/leak.backref')])).toMatchObject({ code: 3 });
    expect(startedWith()).toEqual([
      ...sandbox,
      checkout,
      path.join(ROOT, 'assets/samples/leak.backref'),
      'as node:',
    ]);
  });

  test('ELECTRON_OVERRIDE_DIST_PATH names another Electron', async () => {
    rmSync(path.join(electron, 'dist'), { recursive: true });
    makeFakeElectron(elsewhere, NOTING);
    expect(await start({ ELECTRON_OVERRIDE_DIST_PATH: elsewhere })).toEqual({ code: 0, out: '', err: '' });
    expect(startedWith()).toEqual([...sandbox, checkout, sample, 'as node:']);
  });

  test('never downloaded: it serves to the browser, and downloads nothing', async () => {
    rmSync(path.join(electron, 'path.txt'));
    const why = 'its binary was never downloaded; npm run electron:install does that';
    expect(await start()).toEqual(servingBecause(why));
    expect(existsSync(noted)).toBe(false);
  });

  test('not installed: likewise', async () => {
    rmSync(electron, { recursive: true });
    expect(await start()).toEqual(servingBecause('the package electron is not installed'));
  });

  test('a binary of another version: likewise', async () => {
    writeFileSync(path.join(electron, 'dist/version'), 'v44.0.0');
    const why = `its binary is version 44.0.0, the package ${electronVersion()}`;
    expect(await start()).toEqual(servingBecause(why));
    expect(existsSync(noted)).toBe(false);
  });

  test('dies at once: its own words say why', async () => {
    const complaint =
      'electron: error while loading shared libraries: libnss3.so: cannot open shared object file';
    setExecutable(`echo '${complaint}' >&2; exit 127`);
    expect(await start()).toEqual(servingBecause(complaint));
  });

  test('no display: likewise, and Electron is not even tried', async () => {
    expect(await start({ DISPLAY: '', WAYLAND_DISPLAY: '' })).toEqual(servingBecause('there is no display'));
    expect(existsSync(noted)).toBe(false);
  });
});

test('npm run electron:install is the package’s own installer, and no script runs it by itself', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  };
  const { bin } = JSON.parse(readFileSync(path.join(ROOT, 'node_modules/electron/package.json'), 'utf8')) as {
    bin: Readonly<Record<string, string>>;
  };
  expect(scripts['electron:install']).toBe('install-electron');
  expect(existsSync(path.join(ROOT, 'node_modules/electron', bin['install-electron']!))).toBe(true);
  const others = Object.entries(scripts).filter(([name]) => name !== 'electron:install');
  expect(others.filter(([, line]) => /install-electron|electron:install|\belectron \./.test(line))).toEqual(
    [],
  );
});
