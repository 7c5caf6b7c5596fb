// Bundles TypeScript of the tests as the product itself is bundled, so that what is measured is what runs.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outDir = path.join(root, 'node_modules/.cache/backref-bench');

/** Builds a file, named from the project's root, into one module for Node.js and gives its path. */
export async function bundle(entry) {
  const name = path.basename(entry, '.ts');
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: { [name]: path.join(root, entry) },
        external: [/^node:/],
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
    ssr: { noExternal: true },
  });
  return path.join(outDir, `${name}.mjs`);
}
