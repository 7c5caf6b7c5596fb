import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HeapError } from '../../shared/base/errors.ts';

/** Where the files lie that the program needs at run time: in a checkout, installed by npm, or packaged by Electron. */
export interface PackagePaths {
  /** The folder of package.json; in the packaged application the archive app.asar. */
  readonly root: string;
  /** Built window: index.html and its parts. */
  readonly rendererDir: string;
  /** Built entry of the worker thread. */
  readonly workerUrl: URL;
  /** The bundled sample snapshot; null where it was left out. */
  readonly sample: string | null;
  /** The capture agent: a plain file everywhere, because a Python process reads it. */
  readonly agent: string;
}

/** Name of the packaged application's archive. Electron reads files in it, other programs cannot. */
const ARCHIVE = 'app.asar';

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

function findRoot(from: string): string {
  let root = from;
  while (!isPackageRoot(root)) {
    const parent = path.dirname(root);
    if (parent === root) throw new HeapError('internal', `Backref's own files are not above ${from}.`);
    root = parent;
  }
  return root;
}

/**
 * The paths, found by going up from `from` (a folder inside the package; sources and bundles lie at different depths)
 * to the package's root. `resources` is the packaged application's folder of plain files (Electron's
 * `process.resourcesPath`), null everywhere else. Throws HeapError `internal` when there is no root above.
 */
export function packagePaths(
  from: string = import.meta.dirname,
  resources: string | null = null,
): PackagePaths {
  const root = findRoot(from);
  const assets = resources ?? path.join(root, 'assets');
  const sample = path.join(assets, 'samples/leak.backref');
  // The thread starts from a plain file beside the archive, and so depends on nothing that Electron does to threads.
  const code = path.basename(root) === ARCHIVE ? `${root}.unpacked` : root;
  return {
    root,
    rendererDir: path.join(root, 'dist/renderer'),
    workerUrl: pathToFileURL(path.join(code, 'dist/node/engine-worker.mjs')),
    sample: existsSync(sample) ? sample : null,
    agent: path.join(assets, 'agent/backref.py'),
  };
}
