// A practice whose owner sits at a desk, with clients whose phones are 360 px wide, over the real server.
import { newClient, password, setUp } from '../../../tests/drive/server.mjs';
import { practice } from '../../../tests/drive/practice.mjs';
import { launch } from '../../tools/browser.mjs';
import { Visitor } from './visitor.mjs';

const settings = { reducedMotion: 'reduce', locale: 'en-GB' };
const phoneSize = { ...settings, viewport: { width: 360, height: 740 } };
const deskSize = { ...settings, viewport: { width: 1440, height: 900 } };

/** `people`: the clients by first name, connected. */
export async function openPractice(names) {
  const server = await practice({ demo: false });
  const browser = await launch();
  const owner = await setUp(server);
  const people = {};
  for (const name of names) people[name.split(' ')[0]] = await newClient(owner, name);
  const desk = await Visitor.at(await browser.newContext(deskSize), server.origin);
  await desk.go('/clinic/');
  await desk.page.getByLabel('E-mail').fill('owner@test.example');
  await desk.page.getByLabel('Password').fill(password);
  await desk.page.getByRole('button', { name: 'Sign in' }).click();
  await desk.page.getByRole('row', { name: new RegExp(names[0]) }).waitFor();

  /** A phone's browser with the sign-in of somebody, or nobody's. */
  const phone = async (person) => {
    const context = await browser.newContext(phoneSize);
    if (person) {
      const cookies = [...person.cookies].map(([name, value]) => ({ name, value, url: server.origin }));
      await context.addCookies(cookies);
    }
    return Visitor.at(context, server.origin);
  };
  return { server, browser, owner, desk, people, phone };
}
