// The session screen as it is used in the room, over the real server with its demo practice: how few presses "same as
// last week" takes, and the whole way from the caseload to something agreed without a mouse.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { practice } from '../../../tests/drive/practice.mjs';
import { launch } from '../../tools/browser.mjs';
import { Visitor } from './visitor.mjs';

let server;
let browser;
let therapist;

before(async () => {
  server = await practice({ demo: true });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  await therapist?.context.close();
  const settings = { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', locale: 'en-GB' };
  therapist = await Visitor.at(await browser.newContext(settings), server.origin);
});

async function signIn() {
  const { page } = therapist;
  await therapist.go('/clinic/');
  await page.getByLabel('E-mail').waitFor();
  await page.keyboard.type(server.signIn.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(server.signIn.password);
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /Sam Berg/ }).waitFor();
}

/** Who has exactly one thing to look at today, whatever the day of the week is; it may have to fit. */
async function withOneToReview(page, fits = () => true) {
  const { clients } = await page.evaluate(() => fetch('/api/v1/caseload').then((answer) => answer.json()));
  for (const { clientId, name } of clients) {
    const screen = await page.evaluate(
      (id) => fetch(`/api/v1/clients/${id}/session-screen`).then((answer) => answer.json()),
      clientId,
    );
    if (screen.toReview.length === 1 && fits(screen.toReview[0]))
      return { name, callName: screen.client.callName };
  }
  assert.fail('nobody in the demo has one thing to look at');
}

/** What an assistive program would call the place where the focus is. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const legend = element.closest('fieldset')?.querySelector('legend')?.textContent ?? '';
    const own = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
    return `${element.type === 'radio' ? `${legend}: ` : ''}${own ?? ''}`
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 120);
  });

/** Tab, as often as needed, until the focus is on what matches; it may not be hidden or off the screen there. */
async function tabTo(page, wanted, key = 'Tab') {
  const passed = [];
  for (let n = 0; n < 80; n++) {
    await page.keyboard.press(key);
    const here = await focused(page);
    passed.push(here);
    if (!wanted.test(here)) continue;
    const seen = await page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const box = (document.activeElement.closest('label') ?? document.activeElement).getBoundingClientRect();
      const ring = getComputedStyle(
        document.activeElement.closest('.pill, .scale-step, .option') ?? document.activeElement,
      );
      return {
        inside: box.top >= 4 && box.bottom <= innerHeight - 4 && box.width > 0,
        // Nothing that sticks to an edge lies over it.
        uncovered: [box.top + 2, box.bottom - 2].every((y) => {
          const above = document.elementFromPoint(box.left + box.width / 2, y);
          return (
            above !== null &&
            (document.activeElement.contains(above) ||
              above.closest('label, a, button')?.contains(document.activeElement) === true)
          );
        }),
        ring: ring.outlineStyle !== 'none' && parseFloat(ring.outlineWidth) >= 2,
      };
    });
    assert.deepEqual(
      seen,
      { inside: true, uncovered: true, ring: true },
      `the focus on ${here} cannot be seen`,
    );
    return;
  }
  assert.fail(`no way by ${key} to ${wanted}; it went over\n${passed.join('\n')}`);
}

/** Counts what is pressed from here on. */
function countKeys(keyboard) {
  let keys = 0;
  const { press, type } = keyboard;
  keyboard.press = (...args) => ((keys += 1), press.apply(keyboard, args));
  keyboard.type = (text, ...args) => ((keys += text.length), type.call(keyboard, text, ...args));
  return () => {
    Object.assign(keyboard, { press, type });
    return keys;
  };
}

/**
 * What a person would need, by the keystroke-level model (Card, Moran & Newell 1980: 0.28 s a key of somebody who types
 * neither well nor badly, 1.35 s to make up one's mind). Of a minute that leaves half for reading, some 120 words at
 * four a second.
 */
const secondsFor = (keys, decisions) => keys * 0.28 + decisions * 1.35;

describe('in the room', () => {
  it('takes "same as last week" in three presses', async () => {
    await signIn();
    const { page } = therapist;
    // Somebody of a group, so that one without checks is left for the next.
    const { name } = await withOneToReview(page, ({ design }) => design.gates?.length);
    const presses = await therapist.pressesIn(async () => {
      await page.getByRole('link', { name: `Session with ${name}` }).click();
      await page.getByRole('radio', { name: 'Same as last week' }).click();
      await page.getByRole('button', { name: /Save the review/ }).click();
      await page.getByText('Looked at today').waitFor();
    });
    assert.equal(presses, 3);
    await therapist.look('after the review');
    therapist.isWell();
  });

  it('goes from the caseload to something agreed by keyboard alone', async () => {
    await signIn();
    const { page } = therapist;
    const { keyboard } = page;
    const { name, callName } = await withOneToReview(
      page,
      // Checks before an activity are answered anew in the design, which this way does not pass.
      ({ agreements, design }) => agreements[0].plan.confidence && !design.gates?.length,
    );
    await keyboard.press('/');
    await keyboard.type(name);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name }).waitFor();
    await keyboard.press('s');
    await page.getByRole('heading', { name: 'What happened', exact: true }).waitFor();

    // Review: learning in the client's words, nothing got worse, a step up.
    const counted = countKeys(keyboard);
    await tabTo(page, /takes from it, in own words/);
    await keyboard.type('It is never as I picture it.');
    await tabTo(page, /^Did anything get worse/);
    await keyboard.press('ArrowRight'); // from "not asked" round to "no"
    assert.ok(await page.getByRole('radio', { name: 'No', exact: true }).isChecked());
    await tabTo(page, /^And now\?/);
    await keyboard.press('ArrowRight');
    assert.ok(await page.getByRole('radio', { name: 'Step up' }).isChecked());
    await keyboard.press('Control+Enter');
    const handling = secondsFor(counted(), 4);
    assert.ok(handling <= 30, `the review takes some ${handling.toFixed(0)} s beside reading`);

    // Plan: prepared from last week; only the confidence belongs to the new step.
    await page.getByRole('button', { name: /We both agree/ }).waitFor();
    await tabTo(page, new RegExp(`^How confident is ${callName}`));
    for (let step = 0; step < 8; step++) await keyboard.press('ArrowRight');
    assert.ok(await page.getByRole('radio', { name: '8', exact: true }).isChecked());
    await tabTo(page, /^We both agree/);
    await keyboard.press('Enter');
    await page.getByText('Agreed by both').first().waitFor();
    await therapist.look('agreed by keyboard');

    // And something new: design and plan from nothing.
    await keyboard.press('2');
    await page.getByRole('heading', { name: 'What could be done?' }).waitFor();
    await keyboard.press('/');
    await keyboard.type('thought record');
    await keyboard.press('Enter');
    await page.getByLabel('Because — you').waitFor();
    await tabTo(page, /^Because — you/);
    await keyboard.type('Thoughts on paper can be looked at.');
    await tabTo(page, new RegExp(`^Because — ${callName}`));
    await keyboard.type('So that I see what I tell myself.');
    await keyboard.press('Control+Enter');
    await page.getByRole('button', { name: /We both agree/ }).waitFor();
    await tabTo(page, new RegExp(`^How confident is ${callName}`));
    for (let step = 0; step < 9; step++) await keyboard.press('ArrowRight');
    await keyboard.press('Control+Enter');
    await page.getByText('Agreed by both').first().waitFor();
    assert.equal(therapist.presses, 0, 'something was pressed with a pointer');
    therapist.isWell();
  });
});
