import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The api serves `dist` from its own origin, under a content security policy without inline scripts. */
export default defineConfig({
  plugins: [react()],
  // Node's entry of this package needs Node's buffers.
  resolve: {
    alias: { 'csv-stringify/sync': 'csv-stringify/browser/esm/sync' },
    conditions: ['@codecsmith/source', 'module', 'browser', 'default'],
  },
  build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 800 },
});
