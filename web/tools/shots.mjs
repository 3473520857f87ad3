// Pictures of the client's app on the stage, for looking at: node tools/shots.mjs <folder> [sizes] [schemes]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openStage } from '../tests/stage.mjs';
import { launch } from './browser.mjs';

const folder = process.argv[2] ?? '../build/shots';
mkdirSync(folder, { recursive: true });
const sizes = {
  phone: { width: 360, height: 780 },
  small: { width: 320, height: 640 },
  desk: { width: 1440, height: 900 },
};
const wantedSizes = (process.argv[3] ?? 'phone,desk').split(',');
const schemes = (process.argv[4] ?? 'light,dark').split(',');

const browser = await launch();
for (const name of wantedSizes) {
  for (const colorScheme of schemes) {
    const stage = await openStage();
    const context = await browser.newContext({
      viewport: sizes[name],
      colorScheme,
      deviceScaleFactor: 1,
      reducedMotion: 'reduce',
      locale: 'en-GB',
    });
    const page = await context.newPage();
    page.on(
      'console',
      (message) =>
        message.type() === 'error' && process.stderr.write(`${name} ${colorScheme}: ${message.text()}\n`),
    );
    page.on('pageerror', (error) => process.stderr.write(`${name} ${colorScheme}: ${error.message}\n`));
    let n = 0;
    const shot = async (what) => {
      await page.waitForTimeout(120);
      await page.screenshot({
        path: join(folder, `${name}-${colorScheme}-${String(++n).padStart(2, '0')}-${what}.png`),
        fullPage: true,
      });
    };
    const go = (path) => page.goto(`${stage.origin}/app${path}`, { waitUntil: 'networkidle' });
    await go('/');
    await shot('lost');
    await go('/welcome#the-secret');
    await shot('welcome');
    await page.getByLabel('Code').fill('123 456');
    await page.getByRole('button', { name: 'Connect this phone' }).click();
    await page.getByRole('heading', { name: /Sam/ }).waitFor();
    await page.waitForLoadState('networkidle');
    await shot('today-waiting');
    await page.getByRole('link', { name: 'Read it' }).click();
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    await shot('agree');
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByRole('link', { name: 'Back to Today' }).click();
    await page.getByRole('link', { name: 'Begin' }).waitFor();
    await page.waitForLoadState('networkidle');
    await shot('today');
    await page.getByRole('link', { name: 'Begin' }).click();
    await page.getByRole('button', { name: 'Next' }).waitFor();
    await page.getByLabel('What do you expect will happen?').fill('They will think I am stupid.');
    await page.getByRole('slider').first().fill('75');
    await shot('record-before');
    await page.getByRole('button', { name: 'Next' }).click();
    await shot('record-after');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('I did it').check();
    await shot('record-how');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'It is written down' }).waitFor();
    await shot('saved');
    for (const path of [
      '/plan',
      '/journal',
      '/help',
      '/settings',
      `/obstacle/${'1'.padStart(32, '0')}`,
      `/not-today/${'1'.padStart(32, '0')}/${'14'.padStart(32, '0')}`,
    ]) {
      await go(path);
      await shot(path.split('/')[1]);
    }
    await context.close();
    await stage.close();
  }
}
await browser.close();
