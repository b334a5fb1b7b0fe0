// How the web view's part is built. Nothing here knows what the app does.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { messagesPlugin } from './scripts/messages.mjs';

/** Has the page fetch its typeface and the interface at once, not when the script comes to them. */
const preload: Plugin = {
  name: 'preload',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {} }) =>
      Object.values(bundle).flatMap(({ fileName, ...it }): HtmlTagDescriptor[] => {
        const href = `/${fileName}`;
        if (fileName.endsWith('.woff2')) {
          return [{ tag: 'link', attrs: { rel: 'preload', href, as: 'font', crossorigin: true } }];
        }
        return it.type === 'chunk' && it.name === 'interface'
          ? [{ tag: 'link', attrs: { rel: 'modulepreload', href, crossorigin: true } }]
          : [];
      }),
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [
    svelte(),
    messagesPlugin(),
    preload,
    // `npm run dev:sample` shows the app in a browser, with a made-up backend from dev/.
    mode === 'sample' && {
      name: 'sample-backend',
      transformIndexHtml: () => [
        {
          tag: 'script',
          attrs: { type: 'module', src: '/dev/start.ts' },
          injectTo: 'head-prepend' as const,
        },
      ],
    },
  ],
  clearScreen: false,
  server: { port: 5173, strictPort: true, fs: { allow: ['..'] } },
  build: {
    target: 'safari15',
    outDir: 'dist',
    modulePreload: false,
    // Fonts and the like stay files: the content policy has no data: URLs.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  resolve: process.env['VITEST'] ? { conditions: ['browser'] } : {},
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts', 'tests/unit/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
  },
}));
