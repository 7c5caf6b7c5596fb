import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window: one bundle for both hosts. Relative addresses, because Electron serves it under another origin. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    sourcemap: false,
    modulePreload: { polyfill: false },
    // The policy of both hosts allows fonts and scripts from their own origin only, no data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
  },
});
