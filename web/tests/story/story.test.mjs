// The main job from end to end: the real server, a therapist at a desk, a client with a phone, both in real browsers.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { practice } from '../../../tests/drive/practice.mjs';
import { options } from '../../tools/browser.mjs';
import { askedBy, Visitor } from './visitor.mjs';

const desk = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', locale: 'en-GB' };
const pocket = { viewport: { width: 360, height: 780 }, reducedMotion: 'reduce', locale: 'en-GB' };
const expected = 'They will laugh at me.';
const happened = 'Kim asked me a question back. Nobody laughed.';
const learnt = 'A question can be liked.';

let server;
let browser;
let therapist;
let client;
let folder;
let logs;
/** A browser that writes down whatever it asks the network for. */
const written = () => {
  const file = join(logs, `${readdirSync(logs).length}.json`);
  writeFileSync(file, '');
  return { ...options, args: [...options.args, `--log-net-log=${file}`] };
};
const phoneAgain = async () => {
  const context = await chromium.launchPersistentContext(folder, { ...written(), ...pocket });
  client = await Visitor.at(context, server.origin);
};

before(async () => {
  server = await practice({ demo: false });
  logs = mkdtempSync(join(tmpdir(), 'intersession-net-'));
  browser = await chromium.launch(written());
  therapist = await Visitor.at(await browser.newContext(desk), server.origin);
  folder = mkdtempSync(join(tmpdir(), 'intersession-phone-'));
  await phoneAgain();
});
after(async () => {
  await client?.context.close();
  await browser?.close();
  await server?.stop();
  for (const each of [folder, logs]) rmSync(each, { recursive: true, force: true });
});

const told = {};
/** One step of the story. After one that failed the later ones cannot hold, and say so at once. */
function step(name, run) {
  it(name, async () => {
    assert.ok(!told.broken, `an earlier step failed: ${told.broken}`);
    told.broken = name;
    await run();
    told.broken = undefined;
  });
}

describe('the main job', () => {
  step('sets the practice up, with the help numbers without which nobody can be invited', async () => {
    const { page } = therapist;
    await therapist.go('/clinic/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await therapist.look('sign in');
    await page.goto(server.setUpLink);
    await page.getByRole('heading', { name: 'Set up your practice' }).waitFor();
    assert.equal(new URL(page.url()).hash, '', 'the secret stays in the address bar');
    await therapist.look('set up');
    await page.getByLabel('Name of the practice').fill('Lakeside Practice');
    await page.getByLabel('Your name').fill('Dr Vik');
    await page.getByLabel('E-mail').fill('vik@lakeside.example');
    await page.getByLabel('Password').fill('quiet-harbour-window-27');
    await page.getByRole('button', { name: 'Set up and sign in' }).click();
    await page.getByRole('heading', { name: 'Help numbers' }).waitFor();
    await therapist.look('practice');
    await page.getByLabel('Who').first().fill('Lakeside Practice');
    await page.getByLabel('Phone').first().fill('555 0100');
    await page.getByLabel('In danger').fill('Call your local emergency number.');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText('entered', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Caseload' }).click();
    await page.getByRole('heading', { name: 'Your caseload starts here' }).waitFor();
    await therapist.look('empty caseload');
    therapist.isWell();
  });

  step('adds a client with a goal, and makes link and code', async () => {
    const { page } = therapist;
    await page.getByRole('button', { name: 'New client' }).first().click();
    await therapist.look('new client');
    await page.getByLabel('Name', { exact: true }).fill('Ada Test');
    await page.getByLabel('Wants to be called').fill('Ada');
    await page.getByRole('checkbox', { name: 'Cognitive', exact: true }).check();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { name: 'Ada Test' }).waitFor();
    told.client = new URL(page.url()).pathname;
    await page.getByRole('button', { name: 'Add a goal' }).click();
    await page.getByLabel('What the client wants').fill('Ask when I want to know something');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('“Ask when I want to know something”').waitFor();
    await therapist.look('client');
    await page.getByRole('button', { name: 'Connect the phone' }).click();
    await page.getByRole('button', { name: 'Make link and code' }).click();
    told.link = await page.getByLabel('Link for the phone').inputValue();
    told.code = (await page.locator('.code').innerText()).replace(/\D/g, '');
    await therapist.look('link and code');
    await page.getByRole('button', { name: 'Done' }).click();
    therapist.isWell();
  });

  step('connects the phone with the link and the code that was said', async () => {
    const { page } = client;
    await page.goto(told.link);
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    await client.look('welcome');
    await page.getByLabel('Code').fill(told.code);
    await page.getByRole('button', { name: 'Connect this phone' }).click();
    await page.getByRole('button', { name: 'I have read this' }).click();
    await page.getByRole('heading', { name: /Ada/ }).waitFor();
    assert.equal(new URL(page.url()).hash, '', 'the secret stays in the address bar');
    await client.look('today with nothing yet');
    client.isWell();
  });

  step('agrees on something new in six presses and typing', async () => {
    const { page } = therapist;
    await therapist.go(`${told.client}/session`);
    await page.getByRole('heading', { name: 'What could be done?' }).waitFor();
    await therapist.look('choosing');
    await page.getByRole('button', { name: 'Begin session' }).click();
    await page.getByRole('button', { name: 'End session' }).waitFor();
    const presses = await therapist.pressesIn(async () => {
      await page.getByLabel('Find an activity').click();
      await page.keyboard.type('behavioural experiment');
      await page.keyboard.press('Enter');
      await page.getByLabel('Because — you').waitFor();
      await page.getByLabel('Because — you').click();
      await page.keyboard.type('You expect to be laughed at; we find out.');
      await page.getByLabel('Because — Ada, in own words').focus(); // Tab may pass the offered sentences first
      await page.keyboard.type('I want to know if they really laugh.');
      await page.getByRole('button', { name: 'Next: plan' }).click();
      await page.getByLabel('Where', { exact: true }).click();
      await page.keyboard.type('At lunch');
      await page.keyboard.press('Tab');
      await page.keyboard.type('when Kim sits down');
      await page
        .getByRole('group', { name: 'How confident is Ada?' })
        .getByRole('radio', { name: '8' })
        .click();
      await page.getByRole('button', { name: /We both agree/ }).click();
      await page.getByText('Agreed by both').first().waitFor();
    });
    assert.ok(presses <= 6, `${presses} presses`);
    await therapist.look('agreed');
    therapist.isWell();
  });

  step('ends the session with a takeaway', async () => {
    const { page } = therapist;
    await page.getByRole('button', { name: 'End session' }).first().click();
    await page.getByLabel('What does Ada take from today?').fill('I can find out instead of guessing.');
    await therapist.look('ending the session');
    await page.getByRole('dialog').getByRole('button', { name: 'End the session' }).click();
    await page.getByRole('heading', { name: 'Ada Test' }).waitFor();
    await page.getByText('I can find out instead of guessing.').waitFor();
    await therapist.look('client after the session');
    therapist.isWell();
  });

  step('shows it on the phone, with the reason in the client’s own words', async () => {
    const { page } = client;
    await client.go('/app/');
    await page.getByText('I want to know if they really laugh.').waitFor();
    await client.look('today');
    for (const screen of ['My plan', 'Journal', 'Help now']) {
      await page.getByRole('link', { name: screen }).click();
      await page.getByRole('heading', { name: screen, exact: true }).waitFor();
      await client.look(screen);
    }
    await page.getByText('555 0100').waitFor();
    client.isWell();
  });

  step('loses nothing when the browser is closed in the middle of a sentence', async () => {
    let { page } = client;
    await client.go('/app/');
    await page.getByRole('link', { name: 'Begin' }).click();
    await page.getByLabel('What do you expect will happen?').pressSequentially(expected);
    await page.getByText('Saved on this phone').waitFor();
    await client.look('before');
    client.isWell();
    await client.context.close();

    await phoneAgain();
    ({ page } = client);
    await client.go('/app/');
    await page.getByRole('link', { name: 'Go on' }).click();
    await page.getByLabel('What do you expect will happen?').waitFor();
    assert.equal(await page.getByLabel('What do you expect will happen?').inputValue(), expected);
  });

  step('keeps an entry that is saved without a network, and sends it when there is one again', async () => {
    const { page } = client;
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('What really happened?').fill(happened);
    await page.getByLabel('What do you take from this?').fill(learnt);
    await client.look('after');
    await client.cutNetwork();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('I did it').check();
    await client.look('how it went');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('main').getByText('It is on this phone.').waitFor();
    await client.look('saved on the phone');
    await client.go('/app/');
    await page.getByText('1 entry only on this phone').first().waitFor();
    await client.bringNetworkBack();
    await page.getByText('All with Dr Vik').waitFor();
    await client.go('/app/journal');
    await page
      .getByRole('link', { name: /Try it out and see/ })
      .first()
      .click();
    await page.getByText(happened).waitFor();
    await page.getByText(expected).waitFor();
    await client.look('entry');
    client.isWell();
  });

  step('is looked at in the next session: what happened, what was learnt, what comes next', async () => {
    const { page } = therapist;
    await therapist.go('/clinic/');
    await page.getByRole('link', { name: 'Session with Ada Test' }).click();
    await page.getByRole('button', { name: 'Begin session' }).click();
    await page.getByRole('button', { name: 'Review' }).click();
    // The next session comes on the same day here, before it was due: it is asked for.
    await page.getByRole('button', { name: 'Look at it now' }).click();
    await page.getByText(happened).waitFor();
    await page.getByRole('button', { name: /Use the client’s own/ }).click();
    assert.equal(await page.getByLabel('What Ada takes from it, in own words').inputValue(), learnt);
    await page
      .getByRole('group', { name: 'Did anything get worse because of it?' })
      .getByRole('radio', { name: 'No', exact: true })
      .check();
    await page.getByRole('radio', { name: 'Step up' }).check();
    await therapist.look('review');
    await page.getByRole('button', { name: /Save the review/ }).click();
    // The harder step is prepared from last week's plan.
    await page.getByRole('button', { name: /We both agree/ }).waitFor();
    await therapist.look('the next step');
    await page.getByText(learnt).first().waitFor();
    told.next = await page.getByLabel('What exactly').inputValue();
    await page
      .getByRole('group', { name: 'How confident is Ada?' })
      .getByRole('radio', { name: '7' })
      .click();
    await page.getByRole('button', { name: /We both agree/ }).click();
    await page.getByText('Agreed by both').first().waitFor();
    therapist.isWell();
  });

  step('has the new step on the phone at once, and prints on one page', async () => {
    await client.go('/app/plan');
    await client.page.getByText(told.next, { exact: true }).first().waitFor();
    await client.look('plan after the review');
    client.isWell();
    const { page } = therapist;
    await therapist.go(told.client);
    await page.getByRole('link', { name: 'Print the agreement' }).first().click();
    await page.getByText('I want to know if they really laugh.').waitFor();
    await therapist.look('agreement on paper');
    const pages = (await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page[^s]/g);
    assert.equal(pages.length, 1);
    therapist.isWell();
  });

  step('has asked nobody but its own server, workers included', async () => {
    await client.context.close();
    await browser.close();
    const asked = readdirSync(logs).map((name) => askedBy(server.origin, join(logs, name)));
    assert.equal(asked.length, 3);
    for (const one of asked)
      assert.ok(
        one.some((url) => url.includes('/api/v1/')),
        'a log without the app in it',
      );
    assert.deepEqual(
      asked.flat().filter((url) => new URL(url).origin !== server.origin && !/^(data|blob):/.test(url)),
      [],
    );
  });
});
