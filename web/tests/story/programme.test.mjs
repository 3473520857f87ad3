// A programme for one client, over the real server: looked at, adapted and started, its first step agreed in the
// session, and on the phone only after that.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDemo } from './demo.mjs';

let stage;
before(async () => {
  stage = await openDemo();
});
after(async () => {
  await stage?.close();
});

describe('a programme', () => {
  it('is started adapted, offered in the session, agreed, and then on the phone with its step', async () => {
    const { therapist, client, sam, server } = stage;
    const { page } = therapist;
    await therapist.go(sam);
    await page.getByRole('link', { name: 'Start a programme' }).click();
    await page.getByRole('heading', { name: 'Start a programme' }).waitFor();
    await therapist.look('which programme');
    await page.getByRole('button', { name: /Behavioural activation for depression/ }).click();
    const steps = page.locator('.programme-steps > li');
    await steps.first().getByText('Activity and mood monitoring').first().waitFor();
    // Scheduling comes first, without what the programme has before it; one step gets a day of its own.
    for (const left of [0, 1]) await steps.nth(left).getByRole('button', { name: 'Leave out' }).click();
    await steps.nth(0).getByLabel('Why it is left out').fill('Known from before');
    await steps.nth(4).getByRole('button', { name: 'Set a day' }).click();
    await steps.nth(4).getByLabel('Offer it on').fill('2099-12-24');
    await steps
      .nth(3)
      .getByRole('button', { name: /^Move .* down$/ })
      .click();
    await steps.nth(2).getByText('What it asks').click();
    await steps.nth(2).getByText('What will you do?').waitFor();
    await therapist.look('a programme before it begins');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByText('Agree on it in the session').waitFor();
    await therapist.look('a programme that runs');

    await page.goto(`${server.origin}${sam}/session`);
    await page.locator('.steps-nav button').nth(1).click();
    await page.getByText('Behavioural activation for depression · step 1 of 9').waitFor();
    await therapist.look('what a programme offers');
    await page.getByRole('button', { name: 'Take this' }).click();
    // The design names where it came from.
    await page.locator('.design .label', { hasText: 'step 1 of 9' }).waitFor();
    assert.equal((await page.getByText('Activity scheduling', { exact: true }).count()) > 0, true);
    const { assignments } = await client.page.evaluate(() =>
      fetch('/api/v1/me/assignments').then((answer) => answer.json()),
    );
    assert.ok(
      assignments.every((each) => !each.programme),
      'nothing of the programme is on the phone before it is agreed',
    );
    await page.locator('.design fieldset', { hasText: 'Goal it serves' }).getByRole('radio').first().check();
    await page.getByLabel('Because — you').fill('Doing comes before feeling like it.');
    await page.getByText('Does it fit?').click();
    await page.getByLabel('Fits this person').fill('Mornings are quiet.');
    await therapist.look('the design of a step');
    await page.getByRole('button', { name: /Next: plan/ }).click();
    await page.getByLabel('Where', { exact: true }).fill('At home');
    await page.getByLabel('When, in words').fill('After breakfast');
    await page.locator('.plan fieldset', { hasText: 'How confident is' }).getByRole('radio').nth(3).check();
    await page.getByRole('button', { name: 'Another activity for the same purpose' }).click();
    await page.getByRole('heading', { name: /^For the same purpose/ }).waitFor();
    await therapist.look('others for the same purpose');
    await page.getByRole('button', { name: 'Keep what was chosen' }).click();
    await page.getByRole('button', { name: /Next: plan/ }).click();
    await page.locator('.plan fieldset', { hasText: 'How confident is' }).getByRole('radio').nth(8).check();
    const override = page.getByLabel('or say why it waits');
    if (await override.count()) await override.fill('Next time');
    await therapist.look('the plan of a step');
    await page.getByRole('button', { name: /We both agree/ }).click();
    await page.getByText('Agreed by both').first().waitFor();

    // A step that has a day can be agreed on in the same session; its plan begins on that day.
    await page.locator('.steps-nav button').nth(1).click();
    await page.getByText('Agree in advance').click();
    await page.getByRole('button', { name: 'Take it now' }).first().click();
    await page.locator('.design .label', { hasText: 'step 2 of 9' }).waitFor();
    await page.locator('.design fieldset', { hasText: 'Goal it serves' }).getByRole('radio').first().check();
    await page.getByLabel('Because — you').fill('One bite at a time.');
    await page.getByRole('button', { name: /Next: plan/ }).click();
    assert.equal(await page.getByLabel('Begins on').inputValue(), '2099-12-24');
    await page.getByLabel('When, in words').fill('In the morning');
    await page.locator('.plan fieldset', { hasText: 'How confident is' }).getByRole('radio').nth(8).check();
    if (await override.count()) await override.fill('Next time');
    await therapist.look('the plan of a step in advance');
    await page.getByRole('button', { name: /We both agree/ }).click();
    await page.locator('.notice-title', { hasText: 'Agreed by both' }).nth(1).waitFor();
    therapist.isWell();

    await client.go('/app/plan');
    await client.page.getByText('Back into life, step by step · step 1 of 9').waitFor();
    await client.page.getByText('Thursday 24 December').waitFor();
    await client.look('the plan with a step');
    await client.go('/app/found-out');
    await client.page.getByRole('heading', { name: 'What I found out' }).waitFor();
    await client.look('what I found out');
    client.isWell();
  });

  it('leaves what was found out and a blank sheet to print', async () => {
    const { therapist, sam } = stage;
    const { page } = therapist;
    await therapist.go(`${sam}/found-out`);
    await page.getByRole('heading', { name: 'What I found out' }).waitFor();
    assert.ok((await page.locator('.paper ol > li').count()) > 0, 'the demo has learned something');
    await therapist.look('what was found out, on paper');
    await therapist.go('/clinic/library/thought-record/print');
    await page.locator('.paper-question').first().waitFor();
    await therapist.look('a blank sheet');
    const all = await page.locator('.paper-question').count();
    // What was agreed prints as it was agreed: three of its columns.
    const clientId = sam.split('/').pop();
    const assignmentId = await page.evaluate(async (id) => {
      const base = `/api/v1/clients/${id}`;
      const { treatments } = await fetch(base).then((answer) => answer.json());
      const made = crypto.randomUUID().replaceAll('-', '');
      const answer = await fetch(`${base}/assignments/${made}`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json', 'X-Requested-By': 'intersession' },
        body: JSON.stringify({
          treatmentId: treatments[0].treatmentId,
          activityId: 'thought-record',
          variantId: 'three-columns',
        }),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return (await answer.json()).assignmentId;
    }, clientId);
    await therapist.go(`${sam}/assignments/${assignmentId}/sheet`);
    await page.locator('.paper-question').first().waitFor();
    const agreed = await page.locator('.paper-question').count();
    assert.ok(agreed > 0 && agreed < all, `${agreed} questions of ${all}`);
    await therapist.look('a blank sheet of what was agreed');
    therapist.isWell();
  });
});
