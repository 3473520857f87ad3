// A phone in a real browser, at the door of a stage.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { launch } from '../tools/browser.mjs';
import { openStage } from './stage.mjs';

export const id = (n) => String(n).padStart(32, '0');
export const words = 'They will think I am stupid.';

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A phone at the stage's door; `problems` collects what the browser complains about. */
export async function phone(context, stage) {
  const page = await context.newPage();
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.message));
  page.on(
    'console',
    (message) =>
      /Content Security Policy|TrustedScript|Trusted Type/i.test(message.text()) &&
      page.problems.push(message.text()),
  );
  page.visit = (path) => page.goto(`${stage.origin}/app${path}`);
  return page;
}

export async function signIn(page) {
  await page.visit('/welcome#the-secret');
  await page.getByLabel('Code').fill('123456');
  await page.getByRole('button', { name: 'Connect this phone' }).click();
  await page.getByText('Nobody watches this app round the clock').waitFor();
  await page.getByRole('button', { name: 'I have read this' }).click();
  await page.getByRole('heading', { name: /Sam/ }).waitFor();
  await page.getByRole('heading', { name: 'Ask one question in the team meeting' }).waitFor();
}

export async function withPhone(run, settings = {}) {
  const stage = await openStage();
  const context = await browser.newContext({
    viewport: { width: 360, height: 780 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    ...settings,
  });
  try {
    const page = await phone(context, stage);
    await run(page, stage, context);
    assert.deepEqual(page.problems, []);
  } finally {
    await context.close();
    await stage.close();
  }
}

export const record = `/record/${id(1)}/${id(11)}`;
