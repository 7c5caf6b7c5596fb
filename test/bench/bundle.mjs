// Bundles the measuring driver of this folder as the product itself is bundled, so that what is measured is what runs.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outDir = path.join(root, 'node_modules/.cache/backref-bench');

/** Builds open-snapshot.ts into one file and gives its path. */
export async function bundleDriver() {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: { 'open-snapshot': path.join(root, 'test/bench/open-snapshot.ts') },
        external: [/^node:/],
        output: { format: 'es', entryFileNames: '[name].mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  return path.join(outDir, 'open-snapshot.mjs');
}
