import { defineConfig } from 'vitest/config';
import react from '@vitejs/plugin-react';
import { alias } from './tools/app-config.mjs';

export default defineConfig({
  plugins: [react()],
  resolve: { alias },
  cacheDir: '../build/web-cache/tests',
  test: {
    environment: 'happy-dom',
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules/**'],
    setupFiles: ['tools/test-setup.mjs'],
    restoreMocks: true,
  },
});
