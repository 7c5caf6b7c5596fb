import { defineConfig, type UserConfig } from 'vite';

/**
 * Everything that runs in Node or in Electron's Node side. BACKREF_PART names the part, because each has its own
 * module format: a sandboxed preload must be one CommonJS file.
 */
interface Part {
  readonly entries: Readonly<Record<string, string>>;
  readonly outDir: string;
  readonly format: 'es' | 'cjs';
  readonly extension?: 'mjs' | 'cjs';
  readonly external: readonly (string | RegExp)[];
}

// Packages with native or WASM files beside their code stay in node_modules; all else is bundled.
const LOADED_AT_RUN_TIME = ['@resvg/resvg-js', 'electron', /^node:/];

const PARTS: Readonly<Record<string, Part>> = {
  node: {
    entries: { cli: 'node/cli/main.ts' },
    outDir: 'dist/node',
    format: 'es',
    external: LOADED_AT_RUN_TIME,
  },
  // One file that needs no other, not even a package.json to say that it is a module: the packaged app starts it from
  // outside of its archive.
  worker: {
    entries: { 'engine-worker': 'node/worker/engine-worker.ts' },
    outDir: 'dist/node',
    format: 'es',
    extension: 'mjs',
    external: [/^node:/],
  },
  main: {
    entries: { main: 'electron/main/main.ts' },
    outDir: 'dist/electron',
    format: 'es',
    external: LOADED_AT_RUN_TIME,
  },
  preload: {
    entries: { preload: 'electron/preload/preload.ts' },
    outDir: 'dist/electron',
    format: 'cjs',
    extension: 'cjs',
    external: ['electron'],
  },
};

export default defineConfig((): UserConfig => {
  const name: string | undefined = process.env['BACKREF_PART'];
  const part = Object.entries(PARTS).find(([known]) => known === name)?.[1];
  if (part === undefined) throw new Error(`BACKREF_PART must be one of ${Object.keys(PARTS).join(', ')}`);
  return {
    build: {
      ssr: true,
      outDir: part.outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: { ...part.entries },
        external: [...part.external],
        output: {
          format: part.format,
          entryFileNames: `[name].${part.extension ?? 'js'}`,
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
    ssr: { noExternal: true, external: ['electron', '@resvg/resvg-js'] },
    logLevel: 'warn',
  };
});
