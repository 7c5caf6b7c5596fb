import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findElectron } from '../../../../node/cli/find-electron.ts';
import { launchElectron } from '../../../../node/cli/launch-electron.ts';
import { runFake } from './fake-context.ts';

let root: string;
let electron: string;

/** A package folder with an electron package that is complete, but for what the test takes away. */
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'backref-electron-'));
  electron = path.join(root, 'node_modules/electron');
  mkdirSync(path.join(electron, 'dist'), { recursive: true });
  writeFileSync(path.join(root, 'package.json'), '{}');
  writeFileSync(
    path.join(electron, 'package.json'),
    '{"name":"electron","version":"45.4.1","main":"index.js"}',
  );
  writeFileSync(path.join(electron, 'index.js'), 'throw new Error("electron must never be loaded")');
  writeFileSync(path.join(electron, 'path.txt'), 'electron');
  writeFileSync(path.join(electron, 'dist/version'), 'v45.4.1\n');
  writeProgram('exit 0');
});

afterEach(() => rmSync(root, { recursive: true }));

function writeProgram(script: string): void {
  writeFileSync(path.join(electron, 'dist/electron'), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(electron, 'dist/electron'), 0o755);
}

const search = (env: NodeJS.ProcessEnv = { DISPLAY: ':0' }, platform: NodeJS.Platform = 'linux') =>
  findElectron({ root, env, platform });

test('a complete electron package with a display is found', () => {
  expect(search()).toEqual({ executable: path.join(electron, 'dist/electron') });
});

test('without any display it cannot start on Linux, elsewhere it can', () => {
  expect(search({})).toEqual({ why: 'there is no display' });
  expect(search({ WAYLAND_DISPLAY: 'wayland-0' })).toHaveProperty('executable');
  expect(search({}, 'darwin')).toHaveProperty('executable');
});

test.each([
  ['path.txt', /never downloaded/],
  ['dist/version', /incomplete/],
  ['dist/electron', /missing/],
  ['', /not installed/],
])('without %j it says why', (gone, why) => {
  rmSync(path.join(electron, gone), { recursive: true });
  expect(search()).toEqual({ why: expect.stringMatching(why) as string });
});

test('a binary of another version, or one that may not be executed, is refused', () => {
  chmodSync(path.join(electron, 'dist/electron'), 0o644);
  expect(search()).toEqual({ why: 'its binary is missing or may not be executed' });
  writeFileSync(path.join(electron, 'dist/version'), '44.0.0');
  expect(search()).toEqual({ why: 'its binary is version 44.0.0, the package 45.4.1' });
});

test('ELECTRON_OVERRIDE_DIST_PATH goes first, right or wrong', () => {
  const env = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: path.join(electron, 'dist') };
  rmSync(path.join(electron, 'path.txt'));
  expect(search(env)).toHaveProperty('executable');
  expect(search({ ...env, ELECTRON_OVERRIDE_DIST_PATH: root })).toEqual({
    why: 'ELECTRON_OVERRIDE_DIST_PATH holds no electron',
  });
});

const launch = (files: readonly string[] = []) =>
  launchElectron({
    executable: path.join(electron, 'dist/electron'),
    root,
    files,
    env: { PATH: process.env['PATH'], ELECTRON_RUN_AS_NODE: '1' },
    stop: { handle: () => () => undefined },
    onMessage: () => undefined,
  });

test('a program that fails at once gives its reason in place of an exit code', async () => {
  writeProgram('echo noise >&2; echo "error while loading shared libraries: libnss3.so" >&2; exit 127');
  expect(await launch()).toEqual({ why: 'error while loading shared libraries: libnss3.so' });
  writeProgram('exit 3');
  expect(await launch()).toEqual({ why: 'it ended with code 3' });
  rmSync(path.join(electron, 'dist/electron'));
  expect(await launch()).toHaveProperty('why');
});

test('the app gets its folder and absolute file names, and does not run as Node', async () => {
  writeProgram(`echo "$@ [$ELECTRON_RUN_AS_NODE]" > ${root}/seen`);
  expect(await launch(['-a.backref'])).toEqual({ exitCode: 0 });
  const { readFileSync } = await import('node:fs');
  const seen = readFileSync(path.join(root, 'seen'), 'utf8').trim();
  expect(seen.replace('--no-sandbox ', '')).toBe(`${root} ${path.resolve('-a.backref')} []`);
});

test('opening falls back to the browser host and says why in one line', async () => {
  const served: unknown[] = [];
  const ran = await runFake(['package.json', '--no-open', '--port', '0'], {
    desktop: {
      findElectron: () => ({ why: 'there is no display' }),
      untilStopped: async () => 130,
      serve: async (request) => {
        served.push(request);
        return { url: 'http://127.0.0.1:4711/#key', close: async () => void served.push('closed') };
      },
    },
  });
  expect(ran).toEqual({
    code: 130,
    out: 'http://127.0.0.1:4711/#key\n',
    err: 'Electron cannot start here (there is no display); serving to your browser instead.\nCtrl-C ends.\n',
  });
  expect(served).toEqual([{ files: ['package.json'], port: 0 }, 'closed']);
});

test('serve says when the browser could not be opened', async () => {
  const ran = await runFake(['serve', 'package.json'], {
    desktop: {
      untilStopped: async () => 0,
      openBrowser: async () => 'there is no display',
      serve: async () => ({ url: 'http://127.0.0.1:1/', close: async () => undefined }),
    },
  });
  expect(ran).toMatchObject({ code: 0, out: 'http://127.0.0.1:1/\n' });
  expect(ran.err).toContain('The browser was not opened (there is no display): open the address above.\n');
});
