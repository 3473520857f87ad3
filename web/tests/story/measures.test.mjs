// A measure from assigning to the picture, over the real server: asked on the phone, filled in without a network, read
// by the therapist with both times; and the tablet that shows nothing else until it is given back.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { openDemo } from './demo.mjs';

let demo;
let server;
let therapist;
let client;
let sam; // the client's page
let assign;

before(async () => {
  demo = await openDemo();
  ({ server, therapist, client, sam, assign } = demo);
});
after(() => demo?.close());

it('is assigned, filled in without a network, and read with both times', async () => {
  const { page } = therapist;
  await therapist.go(sam);
  await page.getByRole('heading', { name: 'Measures' }).waitFor();
  await assign('GAD-7');
  // What asks about safety cannot be assigned while nobody would be told.
  await page.getByRole('button', { name: 'Assign a measure' }).click();
  await page.getByLabel('Search by name or what it measures').fill('PHQ-9');
  assert.ok(await page.getByRole('button', { name: 'Choose PHQ-9' }).isDisabled());
  // Wording and figures that were not read in the original say so, before anybody relies on them.
  await page.getByLabel('Search by name or what it measures').fill('SCS-SF');
  await page.getByText('wording: secondary copy').waitFor();
  await page.getByRole('button', { name: 'Choose SCS-SF' }).click();
  await page.getByText('Compare it with the original').waitFor();
  await page.getByRole('button', { name: '‹ Other measures' }).click();
  await page.getByLabel('Search by name or what it measures').fill('GAD-7');
  await page.getByRole('button', { name: 'Choose GAD-7' }).click();
  await page.getByText('What its figures rest on, and its licence').click();
  await page.getByText('cited from memory, not read again').first().waitFor();
  await therapist.look('sources of a measure');
  await page.keyboard.press('Escape');

  const phone = client.page;
  await client.go('/app/');
  await phone.getByRole('heading', { name: 'Worry and tension' }).waitFor();
  await phone.getByRole('link', { name: 'Answer now' }).first().click();
  await client.look('measure');
  for (let question = 0; question < 4; ++question)
    await phone.getByLabel('Several days').nth(question).check();
  await phone.getByRole('button', { name: 'Next' }).click();
  for (let question = 0; question < 3; ++question)
    await phone.getByLabel('Nearly every day').nth(question).check();
  await client.cutNetwork();
  await phone.getByRole('button', { name: 'Send' }).click();
  await phone.getByRole('main').getByText('It is on this phone.').waitFor();
  await demo.handOver();

  await page.getByRole('link', { name: 'Progress' }).click();
  const point = page.getByRole('button', { name: /^13 of 21/ });
  await point.waitFor();
  await therapist.look('progress');
  await page.getByText('The same as a table').click();
  await therapist.look('progress with its table');
  // By keyboard alone: from the heading to the point, and what a screen reader is told on the way.
  const picture = await page.locator('.progress').ariaSnapshot();
  assert.match(picture, /heading "GAD-7" \[level=2\]/);
  assert.match(picture, /1 score/);
  assert.match(picture, /button "13 of 21/);
  assert.match(picture, /table/);
  await page.getByRole('heading', { name: 'Progress', level: 1 }).focus();
  for (let press = 0; press < 40 && !(await point.evaluate((each) => each === document.activeElement)); ++press)
    await page.keyboard.press('Tab');
  assert.ok(await point.evaluate((each) => each === document.activeElement), 'the point is reached by Tab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/filled in .* on the phone/).waitFor();
  assert.equal(await dialog.getByText('Nearly every day').count(), 3);
  await page.keyboard.press('Escape');
  await client.go('/app/progress');
  await phone.getByRole('button', { name: /^13 of 21/ }).waitFor();
  assert.equal(await phone.getByText('Moderate').count(), 0); // no bands for the client
  assert.equal(await phone.getByText('GAD-7').count(), 0); // nor the name of an illness
});

it('is put right on the phone, and the therapist sees both', async () => {
  const { page } = therapist;
  const phone = client.page;
  await phone.getByRole('button', { name: /^13 of 21/ }).click();
  await client.look('answers');
  await phone.getByRole('link', { name: 'Put an answer right' }).click();
  await phone.getByLabel('Not at all').first().check();
  await client.look('correct');
  await phone.getByRole('button', { name: 'Save the change' }).click();
  await phone.getByRole('heading', { name: 'It is changed' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: /^12 of 21/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('As it was first filled in').click();
  await dialog.getByText('13', { exact: true }).waitFor();
  await therapist.look('both versions');
  await page.keyboard.press('Escape');
});

it('the tablet shows one measure in every tab until the code is typed', async () => {
  const { page, context } = therapist;
  await therapist.go(sam);
  await assign('SUDS');
  await page.getByRole('link', { name: 'Hand over the tablet' }).first().click();
  await page.getByLabel('Code of four digits').fill('2468');
  await page.getByRole('button', { name: 'Lock and hand over' }).click();
  await page.getByRole('heading', { name: 'How hard it is right now' }).waitFor();
  await therapist.look('tablet');
  const other = await context.newPage();
  for (const path of ['/clinic/', '/clinic/practice']) {
    await other.goto(`${server.origin}${path}`);
    await other.getByRole('heading', { name: 'How hard it is right now' }).waitFor();
    assert.equal(await other.getByText('Caseload').count(), 0);
  }
  await other.close();
  await page.getByRole('slider').fill('60');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();
  await page.getByText('For the therapist').click();
  await page.getByLabel('Code of four digits').fill('1111');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByText('This is not the code.').waitFor();
  await page.getByLabel('Code of four digits').fill('2468');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByRole('button', { name: /^60 of 100/ }).waitFor();
  therapist.isWell();
  client.isWell();
});

it('the owner says from which answer on somebody is told, and a paper form is keyed in with the day on it', async () => {
  const { page } = therapist;
  const card = await demo.fillInWhoLooks();
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByText('settled', { exact: true }).waitFor();
  await page.getByLabel('From which answer on somebody is told').selectOption({ label: 'PHQ-9' });
  await page.getByText('From “Several days” on').waitFor();
  await page.getByRole('button', { name: /^Change: Thoughts/ }).click();
  await page.getByLabel('Somebody is told from this answer on').selectOption('More than half the days');
  await page.getByLabel('Why').fill('We ask about it in each session');
  await page.getByLabel('This is meant').check();
  await therapist.look('from which answer on');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText(/From “More than half the days” on.*threshold changed by this practice/).waitFor();
  await page.getByText(/Dr Lund: from “More than half the days” on\. We ask about it in each session/).waitFor();
  await therapist.look('rules of a practice');

  await therapist.go(sam);
  await assign('PHQ-9');
  const asked = page.getByRole('listitem').filter({ hasText: 'PHQ-9' });
  const blank = await asked.getByRole('link', { name: 'Print blank' }).evaluate((link) => link.href);
  await page.goto(blank);
  await page.getByText('Little interest or pleasure in doing things').waitFor();
  await therapist.look('blank form');
  await therapist.go(sam);
  await asked.getByRole('link', { name: 'Type in from paper' }).click();
  const yesterday = new Date(Date.now() - 24 * 3600_000).toLocaleDateString('en-CA');
  await page.getByLabel('Filled in on').fill(yesterday);
  await page.getByLabel('at', { exact: true }).fill('09:30');
  for (let question = 0; question < 8; ++question) await page.getByLabel('Several days').nth(question).check();
  await page.getByLabel('Nearly every day').nth(8).check();
  await therapist.look('keyed in from paper');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: /^11 of 27/ }).click();
  await page.getByRole('dialog').getByText(/filled in .*9:30.* on paper/).waitFor();
  await page.getByRole('dialog').getByText(/arrived|typed in/).first().waitFor();
  await therapist.look('both dates of a paper form');
  await page.keyboard.press('Escape');
  await therapist.go('/clinic/');
  await page.getByRole('heading', { name: 'One answer needs a person' }).waitFor();
  await page.getByText('“Nearly every day”').waitFor();
  await page.getByText(/given .*9:30.* arrived/).waitFor();
  therapist.isWell();
});
