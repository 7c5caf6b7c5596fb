import {
  accessSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
// Both come with electron-builder, which packs and sets fuses with them.
import { extractFile, listPackage, statFile } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../architecture/source-tree.ts';
import { makeFakeElectron } from './fake-electron.ts';
import { pack, runOffline } from './pack.ts';

/** Uncompressed, without Electron; today it is about half. */
const MAX_OWN_MEGABYTES = 9;

const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-packaging-'));
const packaged = path.join(folder, 'release/linux-unpacked');
const resources = path.join(packaged, 'resources');
const archive = path.join(resources, 'app.asar');
const electronDist = path.join(folder, 'electron');
const asLine = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;

function filesBelow(where: string): string[] {
  return readdirSync(where, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(where, path.join(entry.parentPath, entry.name)));
}

/** Files in the archive, without their folders; those that lie beside it too. */
function archived(): string[] {
  return listPackage(archive, { isPack: false })
    .map((name) => name.slice(1))
    .filter((name) => !('files' in statFile(archive, name)));
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform !== 'linux')('the packaged application', () => {
  beforeAll(() => {
    makeFakeElectron(electronDist);
    const made = pack(['--output', path.join(folder, 'release')], folder, {
      ELECTRON_OVERRIDE_DIST_PATH: electronDist,
    });
    expect(made, made.output).toMatchObject({ code: 0 });
    expect(made.output).not.toMatch(/download|ECONNREFUSED/i);
  });

  test('holds main, preload, worker and window in its archive, and nothing else', () => {
    const files = archived();
    const entries = ['dist/electron/main.js', 'dist/electron/preload.cjs', 'dist/node/engine-worker.mjs'];
    expect(files).toEqual(expect.arrayContaining([...entries, 'package.json', 'dist/renderer/index.html']));
    const others = files.filter((name) => !entries.includes(name) && name !== 'package.json');
    expect(others.filter((name) => !/^dist\/renderer\/.*\.(html|js|css|svg|woff2)$/.test(name))).toEqual([]);
    expect(files.filter((name) => /node_modules|\.map$|\.tsx?$|test/.test(name))).toEqual([]);
  });

  test('starts from what it holds: every module that its code loads is its own, Node’s or Electron’s', () => {
    const code = ['dist/electron/main.js', 'dist/electron/preload.cjs', 'dist/node/engine-worker.mjs'];
    const loaded = code.flatMap((name) => {
      const text = extractFile(archive, name).toString();
      const imports = text.matchAll(
        /(?:^import .*?from |^import |\bimport\(|\brequire\d*\()\s*["']([^"'\n]+)["']/gm,
      );
      return [...imports].map((match) => match[1]!);
    });
    expect(loaded).toContain('electron');
    const builtin = /^(node:.+|electron|child_process|crypto|net|os|path|util|worker_threads|fs|url|stream)$/;
    expect(loaded.filter((name) => !builtin.test(name))).toEqual([]);
  });

  test('names its entry and its desktop file in a package.json without scripts and development tools', () => {
    const manifest = JSON.parse(extractFile(archive, 'package.json').toString()) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      name: 'backref',
      main: 'dist/electron/main.js',
      desktopName: 'backref.desktop',
      type: 'module',
    });
    expect(manifest).not.toHaveProperty('devDependencies');
    expect(manifest).not.toHaveProperty('scripts');
  });

  test('starts its thread from a plain file beside the archive', () => {
    const worker = path.join(`${archive}.unpacked`, 'dist/node/engine-worker.mjs');
    expect(filesBelow(`${archive}.unpacked`)).toEqual(['dist/node/engine-worker.mjs']);
    expect(readFileSync(worker).equals(readFileSync(path.join(ROOT, 'dist/node/engine-worker.mjs')))).toBe(
      true,
    );
  });

  test('brings agent, samples and licences as plain files that everybody may read', () => {
    const outside = filesBelow(resources).filter((name) => !name.startsWith('app.asar'));
    expect(outside.toSorted()).toEqual([
      'LICENSE.txt',
      'THIRD-PARTY-LICENSES.txt',
      'agent/backref.py',
      'samples/README.md',
      'samples/leak.backref',
      'samples/leak.heapsnapshot.gz',
    ]);
    const agent = readFileSync(path.join(resources, 'agent/backref.py'), 'utf8');
    expect(agent).toBe(readFileSync(path.join(ROOT, 'assets/agent/backref.py'), 'utf8'));
    for (const name of outside) expect(statSync(path.join(resources, name)).mode & 0o044).toBe(0o044);
    for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html']) {
      accessSync(path.join(packaged, name));
    }
  });

  test('keeps one language of Chromium, and the executable carries our name', () => {
    expect(readdirSync(path.join(packaged, 'locales'))).toEqual(['en-US.pak']);
    expect(statSync(path.join(packaged, 'backref')).mode & 0o111).toBe(0o111);
    expect(existsSync(path.join(packaged, 'electron'))).toBe(false);
  });

  test('has its fuses set, in the executable', async () => {
    expect(await fuses(path.join(packaged, 'backref'))).toEqual(RELEASE_FUSES);
  });

  test(`weighs less than ${MAX_OWN_MEGABYTES} MB without Electron`, () => {
    const bytes = filesBelow(resources).map((name) => statSync(path.join(resources, name)).size);
    const own = bytes.reduce((sum, size) => sum + size, 0);
    console.log(`own part of the application: ${asLine(own)}, its archive ${asLine(statSync(archive).size)}`);
    expect(own / 1e6).toBeLessThan(MAX_OWN_MEGABYTES);
    expect(own / 1e6).toBeGreaterThan(2);
  });

  test('for tests, only the one fuse differs that lets them drive it', async () => {
    const output = path.join(folder, 'for-tests');
    const made = pack(['--e2e', '--output', output], folder, { ELECTRON_OVERRIDE_DIST_PATH: electronDist });
    expect(made, made.output).toMatchObject({ code: 0 });
    expect(await fuses(path.join(output, 'linux-unpacked/backref'))).toEqual({
      ...RELEASE_FUSES,
      EnableNodeCliInspectArguments: true,
    });
  });

  test('the Debian package puts windows, file types and licences where desktops look', () => {
    const { desktop, mime, args } = debianPackage();
    expect(desktop).toContain('[Desktop Entry]\nName=Backref\nExec=/opt/Backref/backref %U\n');
    expect(desktop).toContain('\nStartupWMClass=backref\n');
    expect(desktop).toContain('\nCategories=Development;');
    expect(desktop).toContain(
      '\nMimeType=application/x-backref;application/x-v8-heapsnapshot;application/x-pyheap;',
    );
    expect(mime).toMatch(/<mime-type type="application\/x-backref">\s*<glob pattern="\*\.backref"\/>/);
    expect(mime).toContain('<glob pattern="*.heapsnapshot"/>');
    expect(mime).toContain('<glob pattern="*.pyheap"/>');
    expect(args.filter((line) => line.endsWith('/apps/backref.png'))).toHaveLength(9);
    expect(args).toContain('The Backref authors <maintainers@backref.invalid>');
  });
});

describe('npm run package', () => {
  test('without Electron it refuses at once and says what to do; it downloads nothing', () => {
    const refused = pack([], folder, { ELECTRON_OVERRIDE_DIST_PATH: path.join(folder, 'nowhere') });
    expect(refused.code).toBe(2);
    expect(refused.output).toMatch(/^package: ELECTRON_OVERRIDE_DIST_PATH holds no \S+\.\n$/);
    if (existsSync(path.join(ROOT, 'node_modules/electron/dist/version'))) return;
    const absent = pack([], folder);
    expect(absent.code).toBe(2);
    expect(absent.output).toMatch(
      /^package: Electron's binary is not installed here; npm run electron:install/,
    );
  });

  test('installers are never made with the tests’ fuse, and an unknown option is refused', () => {
    expect(pack(['--installers', '--e2e'], folder)).toEqual({
      code: 2,
      output: 'package: Installers are never made for tests (--e2e).\n',
    });
    expect(pack(['--all'], folder)).toMatchObject({
      code: 2,
      output: expect.stringContaining('--all') as string,
    });
  });
});

/** A fuse that is on stands as the digit one in the executable. */
const FUSE_ON = '1'.charCodeAt(0);

const RELEASE_FUSES: Readonly<Record<string, boolean>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

/** The fuses that have names, by name. */
async function fuses(executable: string): Promise<Record<string, boolean>> {
  const wire: Readonly<Record<string, unknown>> = { ...(await getCurrentFuseWire(executable)) };
  const names = Object.keys(RELEASE_FUSES);
  return Object.fromEntries(
    names.map((name) => [name, wire[FuseV1Options[name as keyof typeof FuseV1Options]] === FUSE_ON]),
  );
}

/** What the Debian package's maker is told: electron-builder calls the program fpm for it, here one that only notes. */
function debianPackage(): { desktop: string; mime: string; args: string[] } {
  const bin = path.join(folder, 'bin');
  const notes = path.join(folder, 'notes');
  mkdirSync(bin);
  mkdirSync(notes);
  writeFileSync(
    path.join(bin, 'fpm'),
    `#!/bin/sh
for word; do
  echo "$word" >> ${notes}/args
  case "$word" in
    *=/usr/share/applications/*) cp "\${word%%=*}" ${notes}/desktop ;;
    *=/usr/share/mime/packages/*) cp "\${word%%=*}" ${notes}/mime ;;
    *.deb) : > "$word" ;;
  esac
done
`,
  );
  chmodSync(path.join(bin, 'fpm'), 0o755);
  const made = runOffline(
    [
      'node_modules/electron-builder/cli.js',
      ...['--linux', 'deb', '--publish', 'never', '--prepackaged', packaged],
      `-c.directories.output=${path.join(folder, 'deb')}`,
      '-c.extraMetadata.homepage=https://backref.invalid',
    ],
    folder,
    { USE_SYSTEM_FPM: 'true', PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}` },
  );
  expect(made, made.output).toMatchObject({ code: 0 });
  const read = (name: string): string => readFileSync(path.join(notes, name), 'utf8');
  return { desktop: read('desktop'), mime: read('mime'), args: read('args').split('\n') };
}
