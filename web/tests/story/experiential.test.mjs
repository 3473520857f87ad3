// Emotion-focused work as it is meant: the client's own word, no count and no schedule, private until released, and
// "decided not to" as a full answer; the review asks what opened and gives no mark. The phone is 360 px wide.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { openPractice } from './people.mjs';

let server;
let browser;
let owner;
let desk;
let people;
let phone;

before(async () => {
  ({ server, browser, owner, desk, people, phone } = await openPractice(['Robin Vik']));
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const harsh = 'You should be over this by now';
const soft = 'A bit sad for the one who hears it';

it('goes from the chair to the phone and back without a count', async () => {
  const { page } = desk;
  const { clientId, treatmentId, base } = people.Robin;
  const { client } = await owner.call('GET', base);
  await owner.call('PUT', base, {
    version: client.version,
    name: 'Robin Vik',
    callName: 'Robin',
    zone: 'Europe/Oslo',
    noun: 'experiment',
    treatment: { stage: 'middle', paradigms: ['emotion-focused'] },
  });
  await owner.call('PUT', `${base}/treatments/${treatmentId}`, {
    version: 1,
    stage: 'middle',
    stageReason: 'The harsh voice was heard in the chair',
    paradigms: ['emotion-focused'],
    mechanisms: ['EMO'],
    format: 'individual',
  });

  await desk.go(`/clinic/clients/${clientId}/session`);
  await page.getByRole('button', { name: 'Begin session' }).click();
  await page.getByLabel('Find an activity').fill('inner critic');
  await page.keyboard.press('Enter');
  await page.getByLabel('Because — you').fill('In the chair you heard how harsh it is, and felt sad for the child.');
  await page.getByLabel('Because — Robin, in own words').fill('So that I hear it before I sink.');
  await page.getByRole('button', { name: 'Next: plan' }).click();
  await page.getByLabel('What exactly').fill('When the harsh voice comes, pause and notice where it is felt');
  assert.equal(await page.getByRole('group', { name: 'How confident is Robin?' }).count(), 0, 'nothing to be confident about');
  assert.equal(await page.getByRole('group', { name: 'How often' }).count(), 0, 'no schedule');
  await desk.look('planning what has no count');
  await page.getByRole('button', { name: /We both agree/ }).click();
  await page.getByText('Agreed by both').first().waitFor();

  const own = await phone(people.Robin.phone);
  const screen = own.page;
  await own.go('/app/');
  await screen.getByRole('heading', { name: /When the harsh voice comes/ }).waitFor();
  await screen.getByText('Your experiment').waitFor();
  await own.look('an experiment on Today');
  await note(own, { answers: { 'What did it say, word for word?': harsh }, outcome: 'I noticed something' });
  await note(own, {
    answers: { 'What did it say, word for word?': 'Not again', 'What happened in the part of you that heard it?': soft },
    outcome: 'I did it',
    share: 'What happened in the part of you that heard it?',
  });
  await note(own, { answers: {}, outcome: 'I decided not to' });
  await screen.getByText('That is a full answer.').waitFor();
  for (const path of ['/app/', '/app/plan', '/app/journal']) {
    await own.go(path);
    assert.doesNotMatch(await screen.locator('body').innerText(), /homework|exercise|\bpractice\b|streak|\d+ ?%|\d of \d/i, path);
  }

  await desk.go(`/clinic/clients/${clientId}/session`);
  await page.getByRole('button', { name: /Review/ }).first().click();
  await page.getByRole('button', { name: /^Look at it now/ }).click();
  await page.getByText(soft).waitFor();
  const seen = await page.locator('main').innerText();
  assert.ok(!seen.includes(harsh), 'what was not released stays with the client');
  assert.doesNotMatch(seen, /did \d of 4/, 'no mark for how much');
  await desk.look('a review without a count');
  desk.isWell();
  own.isWell();
});

/** One note through the whole form. */
async function note(visitor, { answers, outcome, share }) {
  const { page } = visitor;
  await visitor.go('/app/plan');
  await page.getByRole('link', { name: 'Write something down' }).click();
  for (const [question, words] of Object.entries(answers)) await page.getByLabel(question).fill(words);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel(outcome, { exact: true }).check();
  if (share) await page.getByRole('group', { name: 'Only for you' }).getByLabel(share).check();
  await visitor.look(`how it went: ${outcome}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'It is written down' }).waitFor();
}
