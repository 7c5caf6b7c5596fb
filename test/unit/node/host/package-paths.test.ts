import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packagePaths } from '../../../../node/host/package-paths.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'backref-paths-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A package folder at `where`, with bundles in it as the build makes them. */
function makePackage(where: string): string {
  const place = path.join(folder, where);
  mkdirSync(path.join(place, 'dist/electron'), { recursive: true });
  writeFileSync(path.join(place, 'package.json'), '{"name":"backref"}');
  return place;
}

test('the same files are found from sources and from bundles, at whatever depth', () => {
  for (const from of ['node/host', 'dist/node', 'dist/node/chunks', 'dist/electron', '.']) {
    const paths = packagePaths(path.join(root, from));
    expect(paths.root).toBe(root);
    expect(paths.rendererDir).toBe(path.join(root, 'dist/renderer'));
    expect(fileURLToPath(paths.workerUrl)).toBe(path.join(root, 'dist/node/engine-worker.mjs'));
    expect(paths.sample).toBe(path.join(root, 'assets/samples/leak.backref'));
    expect(existsSync(paths.agent)).toBe(true);
  }
});

test('packaged, the worker lies beside the archive, sample and agent in the folder of plain files', () => {
  // A folder may stand for the archive: Electron makes the archive look like one.
  const archive = makePackage('resources/app.asar');
  const resources = path.join(folder, 'resources');
  mkdirSync(path.join(resources, 'samples'));
  writeFileSync(path.join(resources, 'samples/leak.backref'), '');
  const paths = packagePaths(path.join(archive, 'dist/electron'), resources);
  expect({ ...paths, workerUrl: fileURLToPath(paths.workerUrl) }).toEqual({
    root: archive,
    rendererDir: path.join(archive, 'dist/renderer'),
    workerUrl: path.join(resources, 'app.asar.unpacked/dist/node/engine-worker.mjs'),
    sample: path.join(resources, 'samples/leak.backref'),
    agent: path.join(resources, 'agent/backref.py'),
  });
});

test('a sample that was left out is null, and another package on the way up is passed', () => {
  const installed = makePackage('node_modules/backref');
  writeFileSync(path.join(installed, 'dist/package.json'), '{"name":"other"}');
  expect(packagePaths(path.join(installed, 'dist/electron'))).toMatchObject({
    root: installed,
    sample: null,
  });
});

test('outside of the package that is an error', () => {
  expect(() => packagePaths(path.parse(root).root)).toThrow('own files');
});
