// A therapist with ten minutes makes an activity of the practice's own: starts from a copy, changes a few words, loses the
// browser in the middle, publishes, agrees it with a client, who fills it in. Later changes leave that agreement alone.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { chromium } from 'playwright-core';
import { newId } from '../../../tests/drive/server.mjs';
import { options } from '../../tools/browser.mjs';
import { openDemo } from './demo.mjs';
import { Visitor } from './visitor.mjs';

const question = 'Which part of your day was it?';
const lost = 'Write it in the kitchen, before you put the phone down.';
const later = 'Which hours were they?';

let demo;
let client;
let therapist; // at a browser that remembers, as a therapist's does
let folder;

async function openBrowser() {
  const context = await chromium.launchPersistentContext(folder, {
    ...options,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    acceptDownloads: true,
  });
  therapist = await Visitor.at(context, demo.server.origin);
  const { page } = therapist;
  await therapist.go('/clinic/library');
  await page.getByLabel('E-mail').or(page.getByRole('heading', { name: 'Library' })).first().waitFor();
  if (await page.getByLabel('E-mail').count()) {
    await page.getByLabel('E-mail').fill(demo.server.signIn.email);
    await page.getByLabel('Password').fill(demo.server.signIn.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  }
  await page.getByRole('heading', { name: 'Library' }).waitFor();
}

/** A request as the page would send it; throws where it is refused. */
const call = (page, method, path, body) =>
  page.evaluate(
    async ([how, where, what]) => {
      const answer = await fetch(where, {
        method: how,
        headers: { 'Content-Type': 'application/json', 'X-Requested-By': 'intersession' },
        ...(what ? { body: JSON.stringify(what) } : {}),
      });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? null : answer.json();
    },
    [method, path, body],
  );

before(async () => {
  demo = await openDemo();
  client = demo.client;
  folder = mkdtempSync(join(tmpdir(), 'intersession-desk-'));
  await openBrowser();
});
after(async () => {
  await therapist?.context.close();
  await demo?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const told = {};

it('starts from a copy, and shows every word as on the phone', async () => {
  const { page } = therapist;
  await page.getByLabel('Find an activity').fill('activity and mood monitoring');
  await page.getByRole('link', { name: /Activity and mood monitoring/ }).first().click();
  await page.getByRole('button', { name: 'Make our own version' }).click();
  await page.getByRole('heading', { name: 'Activity and mood monitoring, our version' }).waitFor();
  await page.getByText('Adapted from Activity and mood monitoring').waitFor();
  await therapist.look('the editor');
  await page.getByLabel('Name for colleagues').fill('Kitchen diary');
  await page.getByRole('heading', { level: 1, name: 'Kitchen diary' }).waitFor();
  await page.getByRole('button', { name: /1\. Which part of the day/ }).click();
  await page.getByLabel('What is asked').fill(question);
  await page.getByRole('complementary').getByText(question).waitFor();
  await therapist.look('a question being changed');
  await page.getByText('All is saved').waitFor();
  told.id = new URL(page.url()).pathname.split('/').pop();
});

it('moves, removes and puts back with the keyboard alone', async () => {
  const { page } = therapist;
  const names = () => page.locator('.own-fields > li .own-field-name > span:first-child').allInnerTexts();
  const before = await names();
  await page.getByRole('button', { name: /^2\. What were you doing/ }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByRole('button', { name: /^1\. What were you doing/ }).waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('1. What were you doing'));
  await page.keyboard.press('Alt+ArrowDown');
  await page.getByRole('button', { name: /^2\. What were you doing/ }).waitFor();
  await page.getByRole('button', { name: 'Remove: Who was there?' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Put it back' }).waitFor();
  assert.equal((await names()).length, before.length - 1);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Put it back' }).waitFor({ state: 'detached' });
  assert.deepEqual(await names(), before);
  await page.getByLabel('Add a question', { exact: true }).selectOption('yesNo');
  await page.getByRole('button', { name: 'Add', exact: true }).press('Enter');
  await page.keyboard.type('Would you do it again?');
  await page.getByRole('complementary').getByText('Would you do it again?').waitFor();
  await page.getByRole('button', { name: 'Only if …' }).last().press('Enter');
  await page.getByLabel('If the answer to').selectOption({ label: 'Who was there?' });
  await therapist.look('a condition');
  // Not asked on the phone before that is answered.
  await page.getByRole('complementary').getByText('Would you do it again?').waitFor({ state: 'detached' });
  await page.getByRole('complementary').getByLabel('I was alone').check();
  await page.getByRole('complementary').getByText('Would you do it again?').waitFor();
  await page.getByText('All is saved').waitFor();
  therapist.isWell();
});

it('loses nothing when the server is away and the browser is closed in the middle', async () => {
  let { page } = therapist;
  await page.route('**/draft', (route) => route.abort());
  therapist.offline = true;
  await page.getByLabel('In a sentence or two, for the client').fill(lost);
  await page.getByText('The server does not answer').waitFor();
  await therapist.look('no answer');
  await therapist.context.close();

  await openBrowser();
  ({ page } = therapist);
  await page.getByRole('link', { name: 'Our activities' }).click();
  await page.getByRole('heading', { name: 'Our activities' }).waitFor();
  await therapist.look('our activities');
  await page.getByRole('link', { name: 'Kitchen diary' }).click();
  await page.getByLabel('In a sentence or two, for the client').waitFor();
  assert.equal(await page.getByLabel('In a sentence or two, for the client').inputValue(), lost);
  await page.getByText('All is saved').waitFor();
  const { draft } = await call(page, 'GET', `/api/v1/catalogue/own-activities/${told.id}`);
  assert.equal(draft.clientSummary, lost);
});

it('says what is missing, and publishes once it is there', async () => {
  const { page } = therapist;
  await page.getByLabel('Name on the client’s phone').fill('');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('/clientName', { exact: true }).waitFor();
  await therapist.look('something is missing');
  await page.getByLabel('Name on the client’s phone').fill('My kitchen diary');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByText('offered, version 1').waitFor();
  await therapist.look('published');
  await therapist.go('/clinic/library');
  await page.getByLabel('Find an activity').fill('kitchen diary');
  await page.getByText('1 of').waitFor();
  await page.getByRole('link', { name: /Kitchen diary.*Our own, by/s }).waitFor();
});

it('goes out as a file and comes in again, whole or not at all', async () => {
  const { page } = therapist;
  await page.getByRole('link', { name: /Kitchen diary/ }).click();
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as a file' }).click(),
  ]);
  const file = JSON.parse(readFileSync(await saved.path(), 'utf8'));
  const now = await call(page, 'GET', `/api/v1/catalogue/activities/own-${told.id}`);
  assert.deepEqual(file, now);

  await therapist.go('/clinic/library/own');
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, JSON.stringify({ ...file, minutes: { once: 'some' } }));
  // A refused file is a 422, which the browser's console mentions.
  therapist.problems.length = 0;
  await page.locator('input[type=file]').setInputFiles(broken);
  await page.getByText('/minutes/once').waitFor();
  await therapist.look('a file that was not taken');
  assert.equal(await page.getByRole('listitem').filter({ hasText: 'Kitchen diary' }).count(), 1);
  therapist.problems.length = 0;
  const good = join(folder, 'good.json');
  writeFileSync(good, JSON.stringify(file));
  await page.locator('input[type=file]').setInputFiles(good);
  // The list may show the copy before its own page opens.
  await page.waitForURL(/\/own\/[0-9a-f]{32}$/);
  await page.getByText('draft', { exact: true }).waitFor();
  const copy = new URL(page.url()).pathname.split('/').pop();
  assert.notEqual(copy, told.id);
  const { draft } = await call(page, 'GET', `/api/v1/catalogue/own-activities/${copy}`);
  // All but what names it: a copy has a name of its own.
  const nameless = ({ worksheet, ...others }) => ({ ...others, id: '', item: worksheet.item });
  assert.deepEqual(nameless(draft), nameless(file));
});

it('is agreed with a client like any other, and filled in on the phone', async () => {
  const { page } = therapist;
  const base = `/api/v1${demo.sam.replace('/clinic', '')}`;
  const record = await call(page, 'GET', base);
  const { date } = await call(client.page, 'GET', '/api/v1/me/today');
  told.assignment = newId();
  const path = `${base}/assignments/${told.assignment}`;
  const { treatmentId } = record.treatments.at(-1);
  const { goalId } = record.goals[0];
  let { version } = await call(page, 'PUT', path, { treatmentId, activityId: `own-${told.id}` });
  const step = async (name, body) => {
    ({ version } = await call(page, 'POST', `${path}/${name}`, { version, ...body }));
  };
  await step('design', { goalId, mechanism: 'BA', rationale: 'We look where it is lighter.', clientRationale: 'To see what lifts me.' });
  await step('plan', {
    plan: { what: 'One look in the evening', recurrence: { freq: 'DAILY', interval: 1, start: date } },
    override: 'For this test',
  });
  await step('accept', { agreementVersion: 1, party: 'both', override: 'For this test' });

  const phone = client.page;
  await client.go(`/app/record/${told.assignment}`);
  await phone.getByText('More questions, if you like').click(); // this one is not in the one-minute form
  await phone.getByText(question).waitFor();
  await client.look('our own activity on the phone');
  await phone.getByLabel('Evening').check();
  await phone.getByLabel('What were you doing?').fill('Washed up with music');
  await phone.getByRole('button', { name: 'Next' }).click();
  await phone.getByLabel('I did it').check();
  await phone.getByRole('button', { name: 'Save' }).click();
  await phone.getByText('Your therapist can read it').or(phone.getByRole('link', { name: 'Back to Today' })).first().waitFor();
  client.isWell();
});

it('changes later, and what runs keeps the version it began with', async () => {
  const { page } = therapist;
  await therapist.go(`/clinic/library/own/${told.id}`);
  await page.getByRole('button', { name: new RegExp(`^1\\. ${question.replace('?', '\\?')}`) }).click();
  await page.getByLabel('What is asked').fill(later);
  await page.getByText('changes not published').waitFor();
  await page.getByRole('button', { name: 'Publish the changes' }).click();
  await page.getByText('offered, version 2').waitFor();

  const phone = client.page;
  await client.go(`/app/record/${told.assignment}`);
  await phone.reload();
  await phone.getByText('More questions, if you like').click();
  await phone.getByText(question).first().waitFor();
  assert.equal(await phone.getByText(later).count(), 0);
  const base = `/api/v1${demo.sam.replace('/clinic', '')}`;
  const assignment = await call(page, 'GET', `${base}/assignments/${told.assignment}`);
  assert.equal(assignment.activityVersion, 1);

  await page.getByRole('button', { name: 'Stop offering it' }).click();
  await page.getByText('no longer offered', { exact: true }).waitFor();
  await therapist.go('/clinic/library');
  await page.getByLabel('Find an activity').fill('kitchen diary');
  await page.getByText('No activity fits all of this.').waitFor();
  await phone.reload();
  await phone.getByText('More questions, if you like').click();
  await phone.getByText(question).first().waitFor();
});

it('works on a narrow screen and in the dark', async () => {
  const { page } = therapist;
  await page.setViewportSize({ width: 320, height: 700 });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await therapist.go('/clinic/library/own');
  await page.getByRole('link', { name: 'Kitchen diary' }).first().waitFor();
  await therapist.look('our activities, narrow and dark');
  await therapist.go(`/clinic/library/own/${told.id}`);
  await page.getByRole('heading', { level: 1, name: 'Kitchen diary' }).waitFor();
  for (const title of ['Easier and harder', 'Check first', 'What the client is offered', 'For the therapist', 'Where it fits'])
    await page.locator('summary').filter({ hasText: title }).click();
  await page.getByRole('button', { name: /^1\. / }).click();
  await therapist.look('the editor, narrow and dark');
  await page.getByRole('radio', { name: 'As on the phone' }).check({ force: true });
  await page.getByRole('complementary').getByText(later).waitFor();
  await therapist.look('the phone, narrow and dark');
});
