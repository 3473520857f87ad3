// The Insight screen over the real server: refused while too few have agreed, and with the figures and pictures that the
// real binary makes of a table; in both schemes, from a narrow phone to a desk. What research says stands below.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { binary, root, temporaryFolder } from '../../../tests/drive/server.mjs';
import { openDemo } from './demo.mjs';

const research = JSON.parse(readFileSync(join(root, 'catalogue/evidence/homework-outcome.json'), 'utf8'));
let demo;
let therapist;
let page;

before(async () => {
  demo = await openDemo();
  ({ therapist } = demo);
  ({ page } = therapist);
});
after(() => demo?.close());

/** Looked at in every width and both schemes. */
async function lookEverywhere(name) {
  for (const width of [320, 390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await therapist.look(`${name}, ${width} px, ${colorScheme}`);
    }
  }
}

it('gives no figure while nobody has agreed, and what research says with its limits', async () => {
  await therapist.go('/clinic/insight');
  await page.getByText('There is not enough to answer this yet').waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Figures' }).count(), 0);
  const rows = page.getByRole('table').last().getByRole('row');
  assert.equal(await rows.count(), research.effects.length + 1);
  for (const { limit, source } of research.effects)
    assert.ok((await rows.filter({ hasText: limit }).filter({ hasText: source }).count()) > 0, source);
  await page.getByText('No quantitative evidence was found for:').waitFor();
  await lookEverywhere('insight without figures');
});

it('stands in a report that can be read anywhere', async () => {
  const file = join(temporaryFolder('insight-report'), 'report.html');
  const table = join(root, 'tests/fixtures/evidence/S1_main.csv');
  assert.equal(spawnSync(binary, ['evidence', 'report', '--out', file, table]).status, 0);
  // A page of its own: it stands on no server, and is looked at in place of one.
  await page.route('**/report.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: readFileSync(file, 'utf8') }),
  );
  await therapist.go('/report.html');
  await page.getByRole('heading', { name: 'Those who left early' }).waitFor();
  await lookEverywhere('report');
});

it('shows the figures, pictures and clients of an analysis', async () => {
  const made = temporaryFolder('insight-pictures');
  const table = join(root, 'tests/fixtures/evidence/S1_main.csv');
  const fit = spawnSync(binary, ['evidence', 'fit', '--model', 'M1', '--plot', made, table], {
    encoding: 'utf8',
  });
  assert.equal(fit.status, 0, fit.stderr);
  const study = JSON.parse(readFileSync(join(made, 'study.json'), 'utf8'));
  const names = ['forest', 'within-between', 'clients', 'trajectory', 'diagnostics'];
  const pictures = names.map((name) => ({
    name,
    title: `Picture of ${name}`,
    description: `What ${name} shows.`,
  }));
  const answer = { state: 'ready', madeAt: '2026-03-02T10:00:00Z', source: 'A table.', study, pictures };
  await page.route('**/api/v1/insight', (route) => route.fulfill({ json: answer }));
  await page.route('**/api/v1/insight/pictures/*', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').pop();
    return route.fulfill({ contentType: 'image/svg+xml', body: readFileSync(join(made, `${name}.svg`)) });
  });
  await therapist.go('/clinic/insight');
  await page.getByText(study.verdict_text).waitFor();
  const headline = page.getByRole('row', { name: /More homework than usual, then the next score/ });
  await headline.getByText(`−${Math.abs(study.headline.estimate).toFixed(2)}`, { exact: true }).waitFor();
  for (const name of names) {
    const picture = page.getByRole('img', { name: `Picture of ${name}` });
    await picture.scrollIntoViewIfNeeded();
    await page.waitForFunction(
      (image) => image.complete && image.naturalWidth > 0,
      await picture.elementHandle(),
    );
  }
  await page.getByText('In words: Picture of forest').click();
  await page.getByText('What forest shows.').waitFor();
  const told = study.clients.filter((each) => each.own_slope || each.shrunken_slope);
  await page.getByText(`Show ${told.length} clients`).click();
  await page.getByText(told[0].client, { exact: true }).click();
  await page.getByText(told[0].sentence).waitFor();
  await lookEverywhere('insight with figures');
  therapist.isWell();
});
