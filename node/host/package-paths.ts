import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HeapError } from '../../shared/base/errors.ts';

/** Where the files lie that the program needs at run time, the same in a checkout, installed, and in Electron's asar. */
export interface PackagePaths {
  readonly root: string;
  /** Built window: index.html and its parts. */
  readonly rendererDir: string;
  /** Built entry of the worker thread. */
  readonly workerUrl: URL;
  /** The bundled sample snapshot; null where it was left out. */
  readonly sample: string | null;
}

function isPackageRoot(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return (
      typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'backref'
    );
  } catch {
    return false;
  }
}

/**
 * The paths, found by going up from `from` (a folder inside the package; sources and bundles lie at different depths)
 * to the package's root. Throws HeapError `internal` when there is none above.
 */
export function packagePaths(from: string = import.meta.dirname): PackagePaths {
  let root = from;
  while (!isPackageRoot(root)) {
    const parent = path.dirname(root);
    if (parent === root) throw new HeapError('internal', `Backref's own files are not above ${from}.`);
    root = parent;
  }
  const sample = path.join(root, 'assets/samples/leak.backref');
  return {
    root,
    rendererDir: path.join(root, 'dist/renderer'),
    workerUrl: pathToFileURL(path.join(root, 'dist/node/engine-worker.js')),
    sample: existsSync(sample) ? sample : null,
  };
}
