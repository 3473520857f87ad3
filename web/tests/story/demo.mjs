// The demo practice with its therapist at a desk and Sam on a phone, both signed in over the real server.
import { practice } from '../../../tests/drive/practice.mjs';
import { launch } from '../../tools/browser.mjs';
import { Visitor } from './visitor.mjs';

export async function openDemo() {
  const server = await practice({ demo: true });
  const browser = await launch();
  const settings = { reducedMotion: 'reduce', locale: 'en-GB' };
  const desk = { ...settings, viewport: { width: 1440, height: 900 } };
  const phone = { ...settings, viewport: { width: 390, height: 844 } };
  const therapist = await Visitor.at(await browser.newContext(desk), server.origin);
  const client = await Visitor.at(await browser.newContext(phone), server.origin);
  const { page } = therapist;
  await therapist.go('/clinic/');
  await page.getByLabel('E-mail').fill(server.signIn.email);
  await page.getByLabel('Password').fill(server.signIn.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('row', { name: /Sam Berg/ }).waitFor();
  const { clients } = await page.evaluate(() => fetch('/api/v1/caseload').then((answer) => answer.json()));
  const sam = `/clinic/clients/${clients.find((each) => each.name === 'Sam Berg').clientId}`;
  await client.go(`/app/welcome#${server.signIn.clientSecret}`);
  await client.page.getByLabel('Code').fill(server.signIn.clientCode);
  await client.page.getByRole('button', { name: 'Connect this phone' }).click();
  await client.page.getByRole('button', { name: 'I have read this' }).click();
  await client.page.getByRole('heading', { name: /Sam/ }).waitFor();

  /** Asks Sam a measure every week; the therapist is on Sam's page. */
  const assign = async (name) => {
    await page.getByRole('button', { name: 'Assign a measure' }).click();
    await page.getByLabel('Search by name or what it measures').fill(name);
    await page.getByRole('button', { name: `Choose ${name}` }).click();
    await page.getByLabel('When it is asked').selectOption('weekly');
    await therapist.look(`assign ${name}`);
    await page.getByRole('button', { name: 'Assign', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  /** What a practice settles before anything asks about safety, filled in and not yet saved: its card. */
  const fillInWhoLooks = async () => {
    await therapist.go('/clinic/practice');
    const card = page.locator('form').filter({ hasText: 'Answers that need a person' });
    await card.getByText('not settled yet').waitFor();
    await card.getByLabel('When somebody looks').fill('Weekdays between 9 and 17');
    await card.getByLabel('An answer is looked at within').fill('48');
    await card.getByLabel('Who stands in').selectOption({ index: 1 });
    await card.getByLabel('What the practice does').fill('We call, then write.');
    await card.getByLabel('Looked at again on').fill('2031-05-01');
    await card.getByLabel('Somebody has called every number on it, and each was right').check();
    return card;
  };
  /** Sam's phone finds its network again and hands over what it kept. */
  const handOver = async () => {
    await client.bringNetworkBack();
    await client.page.getByRole('link', { name: 'Back to Today' }).click();
    await client.page.evaluate(() => dispatchEvent(new Event('online')));
    await client.page.getByText('All with').waitFor();
  };
  const close = async () => {
    await browser.close();
    await server.stop();
  };
  return { server, therapist, client, sam, assign, fillInWhoLooks, handOver, close };
}
