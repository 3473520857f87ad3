// A picture of every screen of both apps, taken from the real server with its demo practice:
//   web/node web/tools/shots.mjs [--out DIR] [--only TEXT] [--sizes phone,desktop] [--schemes light,dark] [--format webp]
// Without --out the pictures of the README are made anew in docs/screenshots. More sizes: small, tablet; format: png.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { practice, root } from '../../tests/drive/practice.mjs';
import { launch } from './browser.mjs';
import { clientTour, clinicTour, freshTour, sessionTour } from './tours.mjs';

const { values: wanted } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'docs/screenshots') },
    only: { type: 'string', default: '' },
    sizes: { type: 'string', default: 'phone,desktop' },
    schemes: { type: 'string', default: 'light,dark' },
    format: { type: 'string', default: 'webp' },
  },
});
const sizes = {
  small: { width: 320, height: 640 },
  phone: { width: 390, height: 844 },
  tablet: { width: 768, height: 1024 },
  desktop: { width: 1440, height: 900 },
};
/** Longer pages end here: a picture is for looking at, not for reading to the end. */
const tallest = 2000;
const folder = resolve(wanted.out);
mkdirSync(folder, { recursive: true });
if (!wanted.only) {
  for (const name of readdirSync(folder)) if (name.endsWith(`.${wanted.format}`)) rmSync(join(folder, name));
}

let count = 0;
/** What a tour takes pictures with: the page as it stands, in every size and both schemes. */
function photographer(page, app) {
  return async (name) => {
    const file = `${app}-${name}`;
    if (!file.includes(wanted.only)) return;
    const devtools = await page.context().newCDPSession(page);
    for (const size of wanted.sizes.split(',')) {
      for (const colorScheme of wanted.schemes.split(',')) {
        await page.setViewportSize(sizes[size]);
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.evaluate(() => window.scrollTo(0, 0));
        const { width, height } = sizes[size];
        const needed = await page.evaluate(() => document.documentElement.scrollHeight);
        const tall = Math.min(tallest, Math.max(height, needed));
        await page.setViewportSize({ width, height: tall });
        await page.evaluate(
          () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
        );
        const { data } = await devtools.send('Page.captureScreenshot', {
          format: wanted.format,
          clip: { x: 0, y: 0, width, height: tall, scale: width > 1000 ? 0.75 : 1 },
          ...(wanted.format === 'webp' ? { quality: 66 } : {}),
        });
        writeFileSync(
          join(folder, `${file}-${size}-${colorScheme}.${wanted.format}`),
          Buffer.from(data, 'base64'),
        );
        count++;
      }
    }
    await devtools.detach();
    await page.setViewportSize(sizes.desktop);
  };
}

/** The page that shows them all: one line a screen, by its name. */
function gallery(files) {
  const screens = [
    ...new Set(
      files
        .filter((name) => name.endsWith('.webp'))
        .map((name) => name.replace(/-(phone|desktop)-(light|dark)\.webp$/, '')),
    ),
  ];
  const picture = (screen, look, width) =>
    `<img src="${screen}-${look}.webp" width="${width}" alt="${screen}, ${look.replace('-', ', ')}">`;
  const line = (screen) =>
    `## ${screen}\n\n${picture(screen, 'desktop-light', 420)} ${picture(screen, 'desktop-dark', 420)} ${picture(screen, 'phone-light', 130)} ${picture(screen, 'phone-dark', 130)}\n`;
  return `# Every screen\n\nMade by \`web/node web/tools/shots.mjs\` from the running demo.\n\n${screens.map(line).join('\n')}`;
}

const browser = await launch();
const troubles = [];
async function take(app, server, tour) {
  const context = await browser.newContext({
    viewport: sizes.desktop,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(`${app}: ${error.message}`));
  try {
    await tour({ page, server, shot: photographer(page, app) });
  } finally {
    await context.close();
  }
}

const demo = await practice({ demo: true });
const fresh = await practice({ demo: false });
try {
  await take('clinic', demo, clinicTour);
  await take('client', demo, clientTour);
  await take('clinic', demo, sessionTour);
  await take('clinic', fresh, freshTour);
} finally {
  await browser.close();
  await demo.stop();
  await fresh.stop();
}
if (folder === join(root, 'docs/screenshots'))
  writeFileSync(join(folder, 'README.md'), gallery(readdirSync(folder)));
for (const each of troubles) process.stderr.write(`${each}\n`);
process.stdout.write(`${count} pictures in ${folder}\n`);
process.exitCode = troubles.length > 0 || count === 0 ? 1 : 0;
