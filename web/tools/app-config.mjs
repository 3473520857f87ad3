// The Vite configuration both apps share: hashed assets, no inline code (the CSP forbids it), one out folder an app.
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';

const web = fileURLToPath(new URL('..', import.meta.url));
const repository = resolve(web, '..');

export const alias = {
  '@shared': resolve(web, 'shared'),
  '@words': resolve(repository, 'catalogue/words'),
  '@catalogue': resolve(repository, 'catalogue'),
};

export function appConfig({ app, base, out, plugins = [] }) {
  const outRoot = process.env.INTERSESSION_WEB_OUT ?? resolve(repository, 'build/web');
  return {
    root: resolve(web, app),
    base,
    cacheDir: resolve(repository, 'build/web-cache', app),
    plugins: [react(), ...plugins],
    resolve: { alias },
    server: { fs: { allow: [repository] } },
    build: {
      outDir: resolve(outRoot, out),
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      manifest: 'build-manifest.json',
      reportCompressedSize: false,
      sourcemap: false,
    },
  };
}
