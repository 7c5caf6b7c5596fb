import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

/** Bundles the scripted worker as the build does the real one. Returns its address and how to remove it. */
export async function buildScriptedWorker(): Promise<{ workerUrl: URL; remove: () => void }> {
  const outDir = mkdtempSync(path.join(os.tmpdir(), 'backref-contract-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: path.join(import.meta.dirname, 'scripted-worker.ts'),
        output: { format: 'es', entryFileNames: 'worker.mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  return {
    workerUrl: pathToFileURL(path.join(outDir, 'worker.mjs')),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  };
}
