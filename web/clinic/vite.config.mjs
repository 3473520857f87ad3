import { defineConfig } from 'vite';
import { appConfig } from '../tools/app-config.mjs';

export default defineConfig(appConfig({ app: 'clinic', base: '/clinic/', out: 'clinic' }));
