// SPDX-License-Identifier: GPL-3.0-or-later
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte({ compilerOptions: { runes: true } })],
  build: {
    outDir: process.env.ZC_CONSOLE_OUT ?? 'dist',
    emptyOutDir: true,
    target: 'es2022',
    manifest: 'manifest.json',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    sourcemap: false,
  },
  server: {
    // `npm run dev` beside a running server: ZONECAST_API=http://127.0.0.1:8053.
    proxy: Object.fromEntries(
      ['/v1', '/healthz'].map((path) => [path, process.env.ZONECAST_API ?? 'http://127.0.0.1:8053']),
    ),
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
