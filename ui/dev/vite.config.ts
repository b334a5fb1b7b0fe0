// Bundles the made-up backend for the browser tests.
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    outDir: 'build',
    target: 'esnext',
    minify: false,
    lib: { entry: 'dev/start.ts', formats: ['es'], fileName: () => 'backend.js' },
  },
});
