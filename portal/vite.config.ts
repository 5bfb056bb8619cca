import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = import.meta.dirname;

/** Framework code that changes rarely, in one chunk, so that a new version of a page does not fetch it again. */
const REACT = /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/;

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react()],
  server: { proxy: { '/v1': 'http://127.0.0.1:3000' } },
  build: {
    outDir: resolve(here, '../dist/portal'),
    emptyOutDir: true,
    target: 'es2022',
    // A data: URI would be refused by the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'react', test: REACT }] } },
      // Refine brings a CSV reader for imports that the portal does not have.
      treeshake: { moduleSideEffects: [{ test: /node_modules[\\/]papaparse[\\/]/, sideEffects: false }] },
    },
  },
});
