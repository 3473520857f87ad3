// The client's app as a person meets it: the built files, the real policy, a real browser.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { options } from '../../tools/browser.mjs';
import { id, phone, record, signIn, withPhone, words } from '../phone.mjs';
import { openStage } from '../stage.mjs';

describe('signing in', () => {
  it('takes the secret from the fragment and the code as it was said, and refuses another one kindly', () =>
    withPhone(async (page, stage) => {
      await page.visit('/');
      await page.getByText('Ask your therapist for a new link').waitFor();
      await page.visit('/welcome#the-secret');
      await page.getByLabel('Code').fill('99');
      await page.getByRole('button', { name: 'Connect this phone' }).click();
      await page.getByText('The code has six digits.').waitFor();
      await page.getByLabel('Code').fill('999 999');
      await page.getByRole('button', { name: 'Connect this phone' }).click();
      await page.getByText('do not fit together').waitFor();
      await signIn(page);
      assert.ok(stage.state.signedIn);
      assert.equal(new URL(page.url()).hash, '');
    }));

  it('shows help before it, and the practice’s own numbers', () =>
    withPhone(async (page) => {
      await page.visit('/help');
      await page.getByText('Call your local emergency number.').waitFor();
      await page.getByText('They reach nobody').waitFor();
      assert.equal(
        await page.getByRole('link', { name: /Night line/ }).getAttribute('href'),
        'tel:+4685550199',
      );
    }));
});

describe('recording', () => {
  it('takes three steps from Begin to saved', () =>
    withPhone(async (page, stage) => {
      await signIn(page);
      await page.getByRole('link', { name: 'Begin' }).click();
      await page.getByText('“See if they really frown.”').waitFor();
      await page.getByLabel('What do you expect will happen?').fill(words);
      await page.getByRole('slider').first().fill('75');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('What really happened?').fill('Short answer. Nobody frowned.');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Choose the one that fits best.').waitFor();
      await page.getByLabel('I did it').check();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('main').getByText('Dr Lund can see it now.').waitFor();
      const [revisions] = [...stage.state.entries.values()].filter((each) => each[0].occurrenceId === id(11));
      assert.equal(revisions.length, 1);
      assert.equal(revisions[0].outcome, 'done');
      assert.deepEqual(revisions[0].answers[0], { linkId: 'belief', answer: [{ valueString: words }] });
      assert.match(revisions[0].occurredAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    }));

  it('keeps what was typed when the browser is closed, and lets it go when the server has it', async () => {
    const stage = await openStage();
    const folder = mkdtempSync(join(tmpdir(), 'phone-'));
    const open = () =>
      chromium.launchPersistentContext(folder, { ...options, viewport: { width: 360, height: 780 } });
    try {
      let context = await open();
      let page = await phone(context, stage);
      await signIn(page);
      await page.getByRole('link', { name: 'Begin' }).click();
      await page.getByLabel('What do you expect will happen?').pressSequentially(words);
      await page.getByText('Saved on this phone').waitFor();
      await context.close();

      context = await open();
      page = await phone(context, stage);
      stage.state.signedIn = true; // cookies of the stage are not the point here
      await page.visit('/');
      await page.getByRole('link', { name: 'Go on' }).click();
      await page.getByLabel('What do you expect will happen?').waitFor();
      assert.equal(await page.getByLabel('What do you expect will happen?').inputValue(), words);
      await context.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await stage.close();
    }
  });

  it('saves without a connection, says so, and sends when there is one', () =>
    withPhone(async (page, stage) => {
      await signIn(page);
      await page.visit(record);
      await page.getByLabel('What do you expect will happen?').fill(words);
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('I tried').check();
      stage.down = true;
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('main').getByText('It is on this phone.').waitFor();
      await page.getByRole('link', { name: 'Back to Today' }).click();
      await page.getByText('1 entry only on this phone').waitFor();
      stage.down = false;
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      await page.getByText('All with Dr Lund').waitFor();
      assert.equal([...stage.state.entries.values()].filter((each) => each[0].outcome === 'tried').length, 1);
    }));

  it('takes a measure without a connection, asks it once, and sends it when there is one', () =>
    withPhone(async (page, stage) => {
      await signIn(page);
      await page.getByRole('link', { name: 'Answer now' }).click();
      await page.getByRole('group', { name: 'Trouble relaxing' }).getByLabel('Several days').check();
      await page.getByText('1 question is still open').waitFor();
      stage.down = true;
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('main').getByText('It is on this phone.').waitFor();
      await page.getByRole('link', { name: 'Back to Today' }).click();
      await page.getByText('Your answers are on this phone.').waitFor();
      assert.equal(await page.getByRole('link', { name: 'Answer now' }).count(), 0);
      stage.down = false;
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      await page.getByText('Your answers are on this phone.').waitFor({ state: 'detached' });
      const [sent, ...more] = [...stage.state.submissions.values()];
      assert.equal(more.length, 0);
      assert.equal(sent.mode, 'phone');
      assert.deepEqual(sent.answers, [
        { linkId: 'q1', answer: [{ valueCoding: { code: 'a1', display: 'Several days' } }] },
      ]);
    }));

  it('shows progress by keyboard and says the same in a table', () =>
    withPhone(async (page) => {
      await signIn(page);
      await page.visit('/progress');
      await page.getByText('From 15 to 7: 8 lower.').waitFor();
      await page.getByText('4 scores').first().waitFor();
      const points = page.getByRole('button', { name: /^\d+ of 21/ });
      assert.equal(await points.count(), 4); // the answer without a score is a gap, not a point
      await points.first().focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('End');
      assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^7 of 21/);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByText('Several days').waitFor();
      await page.keyboard.press('Escape');
      await page.getByText('The same as a table').click();
      await page.getByRole('cell', { name: 'no score: too many answers are open' }).waitFor();
    }));

  it('shows both versions when somebody was faster', () =>
    withPhone(async (page, stage) => {
      await signIn(page);
      await page.visit(`/revise/${id(21)}`);
      await page.getByRole('heading').waitFor();
      for (let step = 0; step < 3 && (await page.getByRole('button', { name: 'Next' }).count()); step++)
        await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('I did a part of it').check();
      const revisions = stage.state.entries.get(id(21));
      revisions.unshift({ ...revisions[0], revision: 2, outcome: 'noticed' });
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('link', { name: 'Back to Today' }).click();
      await page.getByRole('link', { name: 'Two versions to look at' }).click();
      await page.getByText('I did a part of it').waitFor();
      await page.getByText('I noticed something').waitFor();
      await page.getByRole('button', { name: 'Use the one on this phone' }).click();
      await page
        .getByRole('heading', { name: 'There are two versions of this' })
        .waitFor({ state: 'hidden' })
        .catch(() => undefined);
      // The heading goes before the answer has come in.
      for (let tries = 0; tries < 100 && stage.state.entries.get(id(21))[0].revision < 3; ++tries)
        await page.waitForTimeout(50);
      assert.equal(stage.state.entries.get(id(21))[0].outcome, 'partly');
      assert.equal(stage.state.entries.get(id(21))[0].revision, 3);
    }));
});

describe('on the phone', () => {
  it('opens without any connection once it was there', () =>
    withPhone(async (page, stage, context) => {
      await signIn(page);
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await page.reload();
      await page.getByRole('link', { name: 'Help now' }).click();
      await page.getByText('Night line').waitFor();
      await page.visit('/plan');
      await page.getByText('Ask one question in the team meeting').waitFor();
      await context.setOffline(true);
      await page.visit('/');
      await page.getByRole('heading', { name: 'Ask one question in the team meeting' }).waitFor();
      await page.getByText('No connection right now.').waitFor();
      await page.visit('/help');
      await page.getByText('Night line').waitFor();
      await page.visit(record);
      await page.getByLabel('What do you expect will happen?').fill(words);
      await page.getByText('Saved on this phone').waitFor();
    }));

  it('holds no word in clear, neither in the database nor in a cache', () =>
    withPhone(async (page) => {
      await signIn(page);
      await page.visit(record);
      await page.getByLabel('What do you expect will happen?').fill(words);
      await page.getByText('Saved on this phone').waitFor();
      const found = await page.evaluate(async () => {
        const texts = [];
        for (const { name } of await indexedDB.databases()) {
          const db = await new Promise(
            (done) => (indexedDB.open(name).onsuccess = (event) => done(event.target.result)),
          );
          for (const store of db.objectStoreNames) {
            const rows = await new Promise(
              (done) =>
                (db.transaction(store).objectStore(store).getAll().onsuccess = (event) =>
                  done(event.target.result)),
            );
            const walk = (value) => {
              if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
                texts.push(new TextDecoder('latin1').decode(value));
              else if (value instanceof CryptoKey) texts.push(`extractable ${value.extractable}`);
              else if (value && typeof value === 'object') Object.values(value).forEach(walk);
              else texts.push(String(value));
            };
            rows.forEach(walk);
          }
          db.close();
        }
        texts.push(JSON.stringify(localStorage), JSON.stringify(sessionStorage));
        return texts.join('\n');
      });
      assert.match(found, /extractable false/);
      assert.ok(!/stupid|frown|Dr Lund|belief/.test(found), 'something lies there in clear');
      const cached = await page.evaluate(async () => {
        const urls = [];
        for (const name of await caches.keys())
          for (const request of await (await caches.open(name)).keys()) urls.push(request.url);
        return urls;
      });
      assert.deepEqual(
        cached.filter((url) => url.includes('/api/')),
        [],
      );
    }));

  it('is empty after signing out, which also works without a connection and counts what would be lost', () =>
    withPhone(async (page, stage) => {
      await signIn(page);
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await page.visit(record);
      await page.getByLabel('What do you expect will happen?').fill(words);
      await page.getByText('Saved on this phone').waitFor();
      await page.visit('/settings');
      stage.down = true;
      await page.getByRole('button', { name: 'Sign out and clear this phone' }).click();
      await page.getByText('1 page you began is only on this phone').waitFor();
      await page.getByRole('button', { name: 'Clear this phone', exact: true }).click();
      await page.getByText('This phone is not connected').waitFor();
      const left = await page.evaluate(async () => {
        const db = await new Promise((done, fail) => {
          const open = indexedDB.open('intersession');
          open.onsuccess = () => done(open.result);
          open.onerror = fail;
        });
        const counts = {};
        for (const store of ['drafts', 'outbox', 'kept']) {
          if (!db.objectStoreNames.contains(store)) continue;
          counts[store] = await new Promise(
            (done) =>
              (db.transaction(store).objectStore(store).count().onsuccess = (event) =>
                done(event.target.result)),
          );
        }
        return counts;
      });
      assert.equal(
        Object.values(left).reduce((sum, count) => sum + count, 0),
        0,
      );
    }));
});

describe('the other answers', () => {
  it('offers the plan for what is in the way, and tells the therapist', () =>
    withPhone(async (page, stage) => {
      await signIn(page);
      await page.getByRole('link', { name: 'Something is in the way' }).click();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText('Choose one, or say it in your own words.').waitFor();
      await page.getByLabel('I get stuck').check();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText('I read the one line on my card.').waitFor();
      await page.getByText('Ask a colleague one question at the coffee machine').waitFor();
      await page.getByRole('button', { name: 'Save it for my session' }).click();
      await page.getByRole('heading', { name: /Sam/ }).waitFor();
      const obstacle = [...stage.state.entries.values()]
        .map((each) => each[0])
        .find((each) => each.kind === 'obstacle');
      assert.equal(obstacle.obstacleText, 'I get stuck');
    }));

  it('takes "not today" as a full answer', () =>
    withPhone(async (page, stage) => {
      await signIn(page);
      await page.getByRole('link', { name: 'Not today' }).click();
      await page.getByLabel('I decided not to').check();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('That is a full answer.').waitFor();
      assert.ok([...stage.state.entries.values()].some((each) => each[0].outcome === 'decided-not-to'));
    }));

  it('leaves one day out, or moves it, and the rest of the plan stays', () =>
    withPhone(async (page, stage) => {
      await signIn(page);
      await page.visit(`/not-today/${id(1)}/${id(14)}`);
      await page.getByLabel('Move it to another day').check();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Choose a day in the next 31 days.').waitFor();
      const to = new Date(Date.now() + 4 * 86_400_000).toISOString().slice(0, 10);
      await page.getByLabel('Which day?').fill(to);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: /Sam/ }).waitFor();
      await page.getByRole('link', { name: 'Not today' }).click();
      await page.getByLabel('Leave it out this once').check();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: /Sam/ }).waitFor();
      assert.deepEqual(stage.state.changes, [
        { occurrenceId: id(14), change: 'move', to },
        { occurrenceId: id(11), change: 'skip' },
      ]);
      assert.equal(stage.state.entries.size, 1, 'neither is an entry');
    }));

  it('looks back before the session without a connection, leaves out what one likes, and sends it when there is one', () =>
    withPhone(async (page, stage) => {
      stage.state.today.checks = [id(1)];
      await signIn(page);
      await page.getByRole('link', { name: 'Look back on it' }).click();
      const rate = (question, step) =>
        page.getByRole('group', { name: question }).getByRole('radio').nth(step).check({ force: true });
      await rate('How well did it go, in your eyes?', 3);
      await rate('How hard was it?', 4);
      await page.getByRole('button', { name: /Leave this one out.*How hard was it/ }).click();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.reload();
      await page.getByRole('heading', { name: 'How the plan was for you' }).waitFor();
      await page.getByRole('button', { name: 'Next' }).click();
      await rate('How much did it move you forward?', 0);
      stage.down = true;
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('It is on this phone.').first().waitFor();
      await page.getByRole('link', { name: 'Back to Today' }).click();
      await page.getByRole('heading', { name: 'Looking back' }).waitFor({ state: 'detached' });
      stage.down = false;
      await page.evaluate(() => window.dispatchEvent(new Event('online')));
      while (stage.state.checks.length === 0) await page.waitForTimeout(50);
      assert.equal(stage.state.checks[0].assignmentId, id(1));
      assert.deepEqual(stage.state.checks[0].ratings, { quality: 3, progress: 0 });
    }));

  it('uses the client’s own noun, and none of the others', () =>
    withPhone(async (page, stage) => {
      stage.state.me.client.noun = stage.state.today.noun = 'practice walk';
      await signIn(page);
      let seen = '';
      for (const path of ['/', '/plan', '/journal', '/settings', '/progress', record, `/check/${id(1)}`]) {
        await page.visit(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        seen += await page.locator('body').innerText();
      }
      assert.match(seen, /practice walk/);
      assert.doesNotMatch(seen, /\b(homework|assignments?|worksheets?|action plan)\b/i);
    }));

  it('starts a plan only with the client’s yes', () =>
    withPhone(async (page, stage) => {
      await signIn(page);
      await page.getByRole('link', { name: 'Read it' }).click();
      await page.getByText('every day, at 21:00').waitFor();
      await page.getByRole('button', { name: 'I agree' }).click();
      await page.getByRole('main').getByText('Agreed. It is in your plan now.').waitFor();
      assert.equal(stage.state.assignments[2].state, 'active');
    }));
});

describe('a reminder of the client\'s own', () => {
  it('is a calendar file made on the phone, also without a connection, with the words that were chosen', () =>
    withPhone(async (page, _, context) => {
      await signIn(page);
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await page.visit('/plan');
      await page.getByText('Let my phone remind me').first().waitFor();
      await context.setOffline(true);
      await page.getByText('Let my phone remind me').first().click();
      await page.getByLabel('What stands in the calendar').first().fill('Tea with Kim');
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map((each) => each.id), []);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Add to my calendar' }).first().click(),
      ]);
      assert.equal(download.suggestedFilename(), 'plan.ics');
      const text = readFileSync(await download.path(), 'utf8');
      assert.match(text, /^BEGIN:VCALENDAR\r\n/);
      assert.match(text, /\r\nSUMMARY:Tea with Kim\r\n/);
      assert.doesNotMatch(text, /meeting/i);
      await page.getByText('Open the file “plan.ics”').waitFor();
    }));
});
