import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { appConfig } from '../tools/app-config.mjs';

// The page's own code registers the worker (src/offline/register.ts): Trusted Types want one named policy for its address.
const offline = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src/offline',
  filename: 'sw.ts',
  injectRegister: null,
  registerType: 'prompt',
  injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png}'], rollupFormat: 'iife' },
  manifest: {
    id: '/app/',
    name: 'Intersession',
    short_name: 'Intersession',
    description: 'What you and your therapist agreed, between sessions.',
    lang: 'en',
    start_url: '/app/',
    scope: '/app/',
    display: 'standalone',
    background_color: '#faf8f4',
    theme_color: '#faf8f4',
    icons: [
      { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      { src: 'icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any maskable' },
    ],
  },
});

export default defineConfig(appConfig({ app: 'client', base: '/app/', out: 'app', plugins: [offline] }));
