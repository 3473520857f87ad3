// The client's app for everyone: by axe, at every width, by keyboard alone.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { id, record, signIn, withPhone, words } from '../phone.mjs';

// Mostly waiting for the network to be idle: two phones at a time.
describe('for everyone', { concurrency: 2 }, () => {
  const screens = [
    '/',
    '/plan',
    '/journal',
    `/journal/${id(21)}`,
    '/help',
    '/settings',
    record,
    `/obstacle/${id(1)}`,
    `/not-today/${id(1)}/${id(14)}`,
    `/agree/${id(3)}`,
    `/check/${id(1)}`,
    `/measure/${id(41)}`,
    '/progress',
  ];
  for (const [width, height, colorScheme] of [
    [320, 640, 'light'],
    [360, 780, 'dark'],
    [1440, 900, 'light'],
  ]) {
    it(`has no fault axe can see at ${width} px, ${colorScheme}, nothing to scroll sideways, and targets of 44 px`, () =>
      withPhone(
        async (page) => {
          await signIn(page);
          for (const path of ['/welcome#x', ...screens]) {
            await page.visit(path);
            await page.locator('h1').waitFor();
            await page.waitForLoadState('networkidle');
            for (const details of await page.locator('details').all())
              await details.evaluate((element) => (element.open = true));
            const { violations } = await new AxeBuilder({ page })
              .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
              .analyze();
            assert.deepEqual(
              violations.map((each) => `${path} ${each.id}: ${each.nodes[0]?.html}`),
              [],
            );
            assert.equal(
              await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth > 0),
              false,
              `${path} scrolls sideways`,
            );
            const small = await page.evaluate(() =>
              [
                ...document.querySelectorAll(
                  'button, a[href], summary, label.option, .scale-step, input.input, textarea, select',
                ),
              ]
                .filter((element) => !element.matches('.skip') && element.getClientRects().length > 0)
                .filter((element) => {
                  const box = element.getBoundingClientRect();
                  return box.height < 43.5 || box.width < 43.5;
                })
                .map((element) => element.outerHTML.slice(0, 120)),
            );
            assert.deepEqual(small, [], path);
          }
        },
        { viewport: { width, height }, colorScheme },
      ));
  }

  it('can be used by keyboard alone, and the focus follows the screen', () =>
    withPhone(async (page) => {
      await signIn(page);
      await page.visit('/');
      await page.getByRole('link', { name: 'Begin' }).waitFor();
      await page.getByRole('link', { name: 'Begin' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Before you start' }).waitFor();
      await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
      await page.keyboard.press('Tab');
      await page.keyboard.type(words);
      assert.equal(await page.getByLabel('What do you expect will happen?').inputValue(), words);
      await page.getByRole('slider').first().focus();
      await page.keyboard.press('ArrowRight');
      assert.equal(await page.getByRole('slider').first().getAttribute('aria-valuetext'), '55');
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    }));
});
