import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { packagePaths } from '../../../../node/host/package-paths.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

test('the same files are found from sources and from bundles, at whatever depth', () => {
  for (const from of ['node/host', 'dist/node', 'dist/node/chunks', 'dist/electron', '.']) {
    const paths = packagePaths(path.join(root, from));
    expect(paths.root).toBe(root);
    expect(paths.rendererDir).toBe(path.join(root, 'dist/renderer'));
    expect(fileURLToPath(paths.workerUrl)).toBe(path.join(root, 'dist/node/engine-worker.js'));
    expect(paths.sample).toBe(path.join(root, 'assets/samples/leak.backref'));
  }
});

test('outside of the package that is an error', () => {
  expect(() => packagePaths(path.parse(root).root)).toThrow('own files');
});
