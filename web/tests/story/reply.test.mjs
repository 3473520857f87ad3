// A therapist writes back on one entry between two sessions, over the real server: read on the phone, also without a
// network, changed, and taken back.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { openDemo } from './demo.mjs';

let demo;
before(async () => {
  demo = await openDemo();
});
after(async () => {
  await demo?.close();
});

const first = 'You went although the morning was heavy.';
const second = 'You went although the morning was heavy. Bring it along on Friday.';

it('is written beside an entry, read on the phone, changed and taken back', async () => {
  const { therapist, client, sam } = demo;
  const { page } = therapist;
  const phone = client.page;
  assert.equal(await phone.getByRole('heading', { name: /wrote back to you/ }).count(), 0);

  await therapist.go(`${sam}/session`);
  const timeline = page.locator('.review-card .timeline').first();
  const entry = timeline
    .locator('li')
    .filter({ has: page.getByRole('button', { name: 'Write back' }) })
    .last();
  await entry.waitFor();
  // Both look at this screen: nothing is written from it.
  await page.getByRole('button', { name: 'Shared view' }).click();
  await page.getByRole('button', { name: 'Write back' }).first().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Shared view' }).click();

  await entry.getByRole('button', { name: 'Write back' }).click();
  const words = page.getByLabel('Your reply');
  await words.fill(first);
  await therapist.look('a reply being written');
  // It is off the screen that both look at, and waits there as it was.
  await page.getByRole('button', { name: 'Shared view' }).click();
  await words.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Shared view' }).click();
  await words.waitFor({ state: 'visible' });
  assert.equal(await words.inputValue(), first);
  // Another screen of the app is looked at in between.
  await page.getByRole('link', { name: 'Caseload' }).first().click();
  await page.getByRole('row', { name: /Sam Berg/ }).waitFor();
  await page.goBack();
  await words.waitFor({ state: 'visible' });
  assert.equal(await words.inputValue(), first);
  // What was typed stays when it cannot be sent.
  await therapist.cutNetwork();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('There is no connection right now.').first().waitFor();
  assert.equal(await words.inputValue(), first);
  await therapist.bringNetworkBack();
  await words.press('Control+Enter');
  await timeline.getByText(first).waitFor();
  await timeline
    .getByText(/Dana .* wrote back|wrote back, /)
    .first()
    .waitFor();
  assert.equal(
    (await page.locator('.review-card').count()) > 0,
    true,
    'the keys sent the reply and saved no review',
  );
  await therapist.look('an entry with its reply');

  await client.go('/app/');
  const news = phone.getByRole('heading', { name: /wrote back to you/ });
  await news.waitFor();
  await client.look('Today with a reply');
  await phone.getByRole('link', { name: 'Read it' }).click();
  await phone.getByText(first).waitFor();
  await phone
    .getByText('You cannot answer here, and nobody waits for an answer.', { exact: false })
    .waitFor();
  await client.look('an entry with its reply on the phone');

  // Once opened it is no news; the entry still has it, also without a network.
  await client.go('/app/');
  await phone.getByRole('heading', { name: /Sam/ }).waitFor();
  await phone.waitForLoadState('networkidle');
  assert.equal(await news.count(), 0);
  await client.cutNetwork();
  await phone.getByRole('link', { name: 'Journal' }).click();
  await phone.getByRole('link').filter({ hasText: 'somebody wrote back' }).click();
  await phone.getByText(first).waitFor();
  await client.bringNetworkBack();

  await page.getByRole('button', { name: 'Change what you wrote back' }).click();
  await words.fill(second);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await timeline.getByText(second).waitFor();
  await client.go('/app/');
  await news.waitFor();
  await phone.getByRole('link', { name: 'Read it' }).click();
  await phone.getByText(second).waitFor();

  await page.getByRole('button', { name: 'Change what you wrote back' }).click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByRole('button', { name: 'Change what you wrote back' }).waitFor({ state: 'detached' });
  await client.go('/app/journal');
  await phone.getByRole('link').filter({ hasText: /\d/ }).first().waitFor();
  await phone.waitForLoadState('networkidle');
  assert.equal(await phone.getByText('somebody wrote back').count(), 0);
});

it('asked nothing of another origin and broke no rule of the page', () => {
  demo.therapist.isWell();
  demo.client.isWell();
});
