// The ways through the apps that the pictures show. Each tour gets {page, server, shot}; `shot(name)` takes the screen.

const settle = (page) => page.waitForLoadState('networkidle');

/** A client with a free invitation: from the link to the saved entry. */
export async function clientTour({ page, server, shot }) {
  const { clientSecret, clientCode } = server.signIn;
  const go = async (path) => {
    await page.goto(`${server.origin}/app${path}`);
    await page.locator('h1').waitFor();
    await settle(page);
  };
  await go('/');
  await shot('not-connected');
  await go(`/welcome#${clientSecret}`);
  await shot('welcome');
  await page.getByLabel('Code').fill(clientCode);
  await page.getByRole('button', { name: 'Connect this phone' }).click();
  await page.getByRole('navigation').waitFor();
  await settle(page);
  await shot('today');
  for (const path of ['/plan', '/journal', '/help', '/settings']) {
    await go(path);
    await shot(path.slice(1));
  }
}

/** The therapist of the demo practice. */
export async function clinicTour({ page, server, shot }) {
  const go = async (path) => {
    await page.goto(`${server.origin}/clinic${path}`);
    await page.locator('h1').waitFor();
    await settle(page);
  };
  await go('/');
  await shot('sign-in');
  await page.getByLabel('E-mail').fill(server.signIn.email);
  await page.getByLabel('Password').fill(server.signIn.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Who needs you first' }).waitFor();
  await settle(page);
  await shot('caseload');
  const { clients } = await page.evaluate(() => fetch('/api/v1/caseload').then((answer) => answer.json()));
  for (const row of clients) {
    await go(`/clients/${row.clientId}`);
    await shot(`client-${row.name.split(' ')[0].toLowerCase()}`);
    await go(`/clients/${row.clientId}/session`);
    await shot(`session-${row.name.split(' ')[0].toLowerCase()}`);
  }
  await go('/library');
  await shot('library');
  await go('/library/behavioural-experiment');
  await shot('activity');
  await go('/practice');
  await shot('practice');
  await go('/nowhere');
  await shot('not-found');
}

/** A fresh installation: setting up, and a caseload that says what to do next. */
export async function freshTour({ page, server, shot }) {
  await page.goto(`${server.origin}/clinic/`);
  await page.locator('h1').waitFor();
  await settle(page);
  await shot('sign-in-fresh');
  await page.goto(server.setUpLink);
  await page.locator('h1').waitFor();
  await shot('set-up');
}
