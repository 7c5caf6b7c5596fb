// Builds everything into dist/: the window, the command with its worker, Electron's main and preload.
// `node scripts/build.mjs [part …]` builds only those parts. Run by `npm install` (prepare), `npm start`, `npm test`.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(import.meta.dirname, '..');
const vite = path.join(root, 'node_modules/vite/bin/vite.js');

/** Each part: the vite configuration and its old output, a folder or a file. */
const PARTS = {
  renderer: { config: 'vite.renderer.config.ts', clean: 'dist/renderer' },
  node: { config: 'vite.node.config.ts', clean: 'dist/node' },
  worker: { config: 'vite.node.config.ts', clean: 'dist/node/engine-worker.mjs' },
  main: { config: 'vite.node.config.ts', clean: 'dist/electron' },
  preload: { config: 'vite.node.config.ts', clean: null },
};

/** Resolves when vite has built the part; rejects with its output when it could not. */
function buildPart(name) {
  const { config } = PARTS[name];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vite, 'build', '-c', config, '--logLevel', 'warn'], {
      cwd: root,
      env: { ...process.env, BACKREF_PART: name, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve(undefined);
      else reject(new Error(`building ${name} failed:\n${output}`));
    });
  });
}

/** Builds the named parts (all by default) side by side. */
export async function build(names = Object.keys(PARTS)) {
  if (!existsSync(vite)) throw new Error('vite is not installed: run npm install');
  for (const name of names) {
    const { clean } = PARTS[name];
    if (clean !== null) rmSync(path.join(root, clean), { recursive: true, force: true });
  }
  await Promise.all(names.map(buildPart));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2).filter((argument) => argument !== '--if-possible');
  // Installed without its development tools (`--omit=dev`) there is nothing to build with, and that is no failure.
  if (process.argv.includes('--if-possible') && !existsSync(vite)) process.exit(0);
  const unknown = names.filter((name) => !(name in PARTS));
  if (unknown.length > 0) {
    console.error(`build: unknown part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
    process.exit(2);
  }
  try {
    await build(names.length > 0 ? names : undefined);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
