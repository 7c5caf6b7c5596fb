import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../architecture/source-tree.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'backref-installed-'));
const modules = path.join(folder, 'node_modules');
const installed = path.join(modules, 'backref');
const command = path.join(modules, '.bin/backref');
const sample = path.join(installed, 'assets/samples/leak.backref');
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
  dependencies: Readonly<Record<string, string>>;
};
const dependencies = Object.keys(manifest.dependencies);
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Packages that the built command and worker load from node_modules, by `import`, `require` or as a file's name. */
function loadedPackages(): string[] {
  const found = new Set<string>();
  const parts = readdirSync(path.join(ROOT, 'dist/node'), { recursive: true, encoding: 'utf8' });
  for (const name of parts.filter((part) => /\.m?js$/.test(part))) {
    const text = readFileSync(path.join(ROOT, 'dist/node', name), 'utf8');
    const imports = text.matchAll(/^(?:import|export)\b[^;'"\n]*?["']([^"'\n]+)["'];?$/gm);
    const files = text.matchAll(/["'](@[\w-]+\/[\w-]+)\/[^"'\n]+\.ttf["']/g);
    for (const match of [...imports, ...files]) {
      const target = match[1]!;
      if (!target.startsWith('.') && !isBuiltin(target)) found.add(target);
    }
  }
  return [...found];
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what the command loads from node_modules are its dependencies, all of them and no other', () => {
  expect(loadedPackages().toSorted()).toEqual(dependencies.toSorted());
});

// Links and tar are not the same everywhere, and what is in the package is.
describe.skipIf(process.platform === 'win32')('the package, installed', () => {
  /** The published files in a folder of their own; its dependencies are linked, because nothing may be downloaded. */
  beforeAll(() => {
    const packed = spawnSync(npm, ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
    mkdirSync(path.join(modules, '.bin'), { recursive: true });
    const unpacked = spawnSync('tar', ['xzf', path.join(folder, filename), '-C', modules]);
    expect(unpacked.status).toBe(0);
    spawnSync('mv', [path.join(modules, 'package'), installed]);
    symlinkSync('../backref/bin/backref.js', command);
    for (const name of dependencies) {
      mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
      symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
    }
  });

  const run = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, BACKREF_CACHE: path.join(folder, 'cache') },
    });
    return { status, stdout, stderr };
  };

  test('holds no sources, tests or development files', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'THIRD-PARTY-LICENSES.txt']));
    const top = new Set(files.map((name) => name.split(path.sep)[0]));
    expect(
      [...top].filter((name) => /^(test|shared|node|renderer|electron|scripts|\..*)$/.test(name!)),
    ).toEqual([]);
    expect(files.filter((name) => /\.tsx?$|\.map$|\.pyc$|__pycache__/.test(name))).toEqual([]);
  });

  test('reads a snapshot', () => {
    const told = run('info', sample, '--json');
    expect(told).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(told.stdout)).toMatchObject({ format: 'backref' });
    expect(run('--version').stdout).toBe(`backref ${manifest.version}\n`);
  });

  test('paints a picture, with letters of the fonts that it brings', () => {
    const list = JSON.parse(run('instances', sample, 'dict', '--limit', '1', '--json').stdout) as {
      rows: [{ id: string }];
    };
    const paint = (name: string): Buffer => {
      const file = path.join(folder, name);
      expect(run('backrefs', sample, list.rows[0].id, '-o', file)).toMatchObject({ status: 0 });
      return readFileSync(file);
    };
    const picture = paint('holders.png');
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    // Without the fonts there would be boxes and no letters.
    rmSync(path.join(modules, '@expo-google-fonts'), { recursive: true });
    expect(paint('no-letters.png').length).toBeLessThan(picture.length / 2);
  });

  test('serves its window', async () => {
    const server = spawn(process.execPath, [command, 'serve', sample, '--no-open', '--port', '0'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const address = await new Promise<string>((resolve, reject) => {
        server.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim()));
        server.once('exit', (code) => reject(new Error(`ended with ${String(code)}`)));
      });
      const first = await fetch(address, { redirect: 'manual' });
      const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0]!;
      const page = await fetch(new URL('/', address), { headers: { cookie } });
      expect(await page.text()).toContain('<title>Backref</title>');
    } finally {
      server.kill('SIGTERM');
    }
  });
});
