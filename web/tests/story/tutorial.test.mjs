// docs/tutorial.md, step by step, as somebody new would follow it. What stands in bold there is looked for here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { practice, root } from '../../../tests/drive/practice.mjs';
import { launch } from '../../tools/browser.mjs';
import { Visitor } from './visitor.mjs';

const settings = { reducedMotion: 'reduce', locale: 'en-GB' };
let server;
let browser;

before(async () => {
  server = await practice({ demo: true });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

it('can be followed from the first step to the last', async () => {
  const therapist = await Visitor.at(
    await browser.newContext({ ...settings, viewport: { width: 1440, height: 900 } }),
    server.origin,
  );
  const client = await Visitor.at(
    await browser.newContext({ ...settings, viewport: { width: 390, height: 844 } }),
    server.origin,
  );
  const desk = therapist.page;
  const button = (page, name) => page.getByRole('button', { name });

  await therapist.go('/clinic/'); // 1
  await desk.getByText('This is the demo').waitFor();
  await desk.getByLabel('E-mail').fill(server.signIn.email);
  await desk.getByLabel('Password').fill(server.signIn.password);
  await button(desk, 'Sign in').click();
  await desk.getByRole('heading', { name: 'Who needs you first' }).waitFor();
  await desk.getByRole('link', { name: 'Session with Sam Berg' }).click(); // 2
  await button(desk, 'Begin session').waitFor();
  // On the evening of Sam's own session day nothing waits yet; then it is asked for.
  const asked = button(desk, 'Look at it now');
  if (!(await button(desk, /Save the review/).isVisible()))
    await button(desk, '1 Review')
      .click()
      .then(() => asked.click());
  await button(desk, /^Use the client’s own/).click(); // 3
  await desk.getByRole('radio', { name: 'Step up' }).check();
  await button(desk, /Save the review/).click();
  await desk.getByText('So that a camera could see it.').waitFor(); // 4
  await desk.getByRole('radio', { name: '6', exact: true }).check(); // 5
  await button(desk, 'A smaller dose').click();
  await desk.getByRole('radio', { name: '8', exact: true }).check();
  const what = await desk.getByLabel('What exactly').inputValue();
  await button(desk, /We both agree/).click(); // 6
  await desk.getByText('Agreed by both').first().waitFor();
  await desk.getByRole('link', { name: 'Print the agreement' }).waitFor();

  const phone = client.page; // 7
  await client.go(`/app/welcome#${server.signIn.clientSecret}`);
  await phone.getByLabel('Code').fill(server.signIn.clientCode);
  await button(phone, 'Connect this phone').click();
  await button(phone, 'I have read this').click();
  await phone.getByRole('link', { name: 'My plan', exact: true }).click();
  await phone.getByRole('heading', { name: what }).waitFor();
  await phone.getByRole('link', { name: 'Write something down' }).click(); // 8
  const field = phone.getByRole('textbox').first();
  await field.pressSequentially('They will all look at');
  await phone.getByText('Saved on this phone').waitFor();
  await phone.close();
  const again = (client.page = await client.context.newPage());
  await client.go('/app/plan');
  await again.getByRole('link', { name: 'Write something down' }).click();
  await again.getByRole('textbox').first().waitFor();
  assert.equal(await again.getByRole('textbox').first().inputValue(), 'They will all look at');
  while (await button(again, 'Next').isVisible()) await button(again, 'Next').click(); // 9
  await again.getByLabel('I did not get to it').check();
  await button(again, 'Save').click();
  await again.getByText('That is a full answer.').waitFor();

  await button(desk, 'End session').first().click(); // 10
  await desk.getByLabel('What does Sam take from today?').fill('Small is enough.');
  await button(desk, 'End the session').click();
  await desk.getByText('Small is enough.').waitFor();
  therapist.isWell();
  client.isWell();
});

it('names only what is on the screens', () => {
  const words = ['clinic', 'client'].map((app) =>
    readFileSync(join(root, `catalogue/words/en/${app}.json`), 'utf8').replace(/\{name\}/g, 'Sam'),
  );
  const bold = [...readFileSync(join(root, 'docs/tutorial.md'), 'utf8').matchAll(/\*\*(.+?)\*\*/g)].map(
    (match) => match[1],
  );
  assert.ok(bold.length > 12);
  const unknown = bold.filter(
    (each) => !words.join().toLowerCase().includes(each.replace("'", '’').toLowerCase()),
  );
  assert.deepEqual(unknown, ['Your own practice']);
});
