// Draws the home-screen icons from client/public/icon.svg: node tools/icons.mjs
import { readFileSync } from 'node:fs';
import { launch } from './browser.mjs';

const svg = readFileSync(new URL('../client/public/icon.svg', import.meta.url), 'utf8');
const browser = await launch();
for (const size of [192, 512]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  await page.screenshot({ path: new URL(`../client/public/icon-${size}.png`, import.meta.url).pathname });
}
await browser.close();
