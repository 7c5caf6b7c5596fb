// Builds the stand-in for Electron's binary from its sources, once a content. `node test/stand-in/build.mjs` prints
// the path of the program; the end-to-end tests call buildStandIn().
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = import.meta.dirname;
const cache = path.resolve(here, '../../node_modules/.cache/backref-stand-in');
const PROGRAM = 'boot.mjs';

/** A name for the sources as they are now. */
function digestOfSources() {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  for (const folder of ['main', 'page']) {
    for (const name of readdirSync(path.join(here, folder)).toSorted()) {
      hash.update(name).update(readFileSync(path.join(here, folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function bundle() {
  const built = await build({
    configFile: false,
    root: here,
    logLevel: 'warn',
    build: {
      ssr: true,
      write: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: { boot: path.join(here, 'main/boot.ts'), electron: path.join(here, 'main/electron.ts') },
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  return (Array.isArray(built) ? built[0] : built).output;
}

/** Path of the program that stands in for Electron's binary. Safe to be called by several processes at a time. */
export async function buildStandIn() {
  const folder = path.join(cache, digestOfSources());
  const program = path.join(folder, PROGRAM);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(path.join(cache, 'building-'));
  for (const { fileName, code } of await bundle()) {
    const text = fileName === PROGRAM ? `#!/usr/bin/env node\n${code}` : code;
    writeFileSync(path.join(fresh, fileName), text);
  }
  chmodSync(path.join(fresh, PROGRAM), 0o755);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(program)) throw error; // Else somebody was faster.
  }
  return program;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildStandIn());
