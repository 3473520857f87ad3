// The ways through the apps that the pictures show. Each tour gets {page, server, shot}; `shot(name)` takes the screen.

async function settle(page) {
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
}

/** A client with a free invitation: from the link to the saved entry. */
export async function clientTour({ page, server, shot }) {
  const { clientSecret, clientCode } = server.signIn;
  const go = async (path) => {
    await page.goto(`${server.origin}/app${path}`);
    await settle(page);
  };
  const button = (name) => page.getByRole('button', { name });
  await go('/');
  await shot('not-connected');
  await go(`/welcome#${clientSecret}`);
  await shot('welcome');
  await page.getByLabel('Code').fill(clientCode);
  await button('Connect this phone').click();
  await button('I have read this').click();
  await page.getByRole('navigation').waitFor();
  await settle(page);
  await shot('today');
  for (const place of ['plan', 'journal', 'help', 'settings']) {
    await go(`/${place}`);
    await shot(place);
  }
  await go('/progress');
  await shot('progress');
  const { toAnswer } = await page.evaluate(() =>
    fetch('/api/v1/me/measures').then((answer) => answer.json()),
  );
  await go(`/measure/${toAnswer[0].planId}`);
  await shot('measure');
  await go('/journal');
  await page.locator('a.item').first().click();
  await settle(page);
  await shot('entry');
  // What is on Today depends on the day of the week; these screens can be reached on each.
  const { items } = await page.evaluate(() => fetch('/api/v1/me/today').then((answer) => answer.json()));
  const { assignmentId, occurrenceId } = (items.find((each) => each.occurrence.state === 'open') ?? items[0])
    .occurrence;
  for (const [screen, name] of [
    ['obstacle', 'in-the-way'],
    ['not-today', 'not-today'],
  ]) {
    await go(`/${screen}/${assignmentId}/${occurrenceId}`);
    await shot(name);
  }
  await go(`/check/${assignmentId}`);
  for (const scale of [0, 1]) await page.locator('.scale').nth(scale).getByRole('radio').nth(3).check();
  await shot('look-back');
  await go(`/record/${assignmentId}/${occurrenceId}`);
  await page.getByLabel('What do you expect will happen?').fill('They will look at each other.');
  await page.getByRole('slider').first().fill('60');
  await page.getByText('Saved on this phone').waitFor();
  await shot('before');
  await button('Next').click();
  await page.getByLabel('What really happened?').fill('Two people nodded. The chair wrote it down.');
  await shot('after');
  await button('Next').click();
  await page.getByLabel('I did it').check();
  for (const [scale, step] of [
    [0, 4],
    [1, 3],
    [2, 2],
  ])
    await page.locator('.scale').nth(scale).getByRole('radio').nth(step).check();
  await shot('how-it-went');
  await button('Save').click();
  await page.getByRole('heading', { name: 'It is written down' }).waitFor();
  await shot('saved');
}

/** Signs the demo's therapist in; where the page of the client with the free invitation is. */
async function signIn({ page, server }) {
  await page.goto(`${server.origin}/clinic/`);
  await page.getByLabel('E-mail').fill(server.signIn.email);
  await page.getByLabel('Password').fill(server.signIn.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Who needs you first' }).waitFor();
  await settle(page);
  const { clients } = await page.evaluate(() => fetch('/api/v1/caseload').then((answer) => answer.json()));
  return `/clients/${clients.find((row) => row.name === server.signIn.clientName).clientId}`;
}

/** The therapist of the demo practice before the session; a measure is assigned, so that the phone has one to ask. */
export async function clinicTour({ page, server, shot }) {
  const go = async (path) => {
    await page.goto(`${server.origin}/clinic${path}`);
    await settle(page);
  };
  const button = (name) => page.getByRole('button', { name });
  await go('/');
  await shot('sign-in');
  const sam = await signIn({ page, server });
  await shot('caseload');
  await button('New client').click();
  await shot('new-client');
  await go(sam);
  await button('Assign a measure').click();
  await page.getByLabel('Search by name or what it measures').fill('GAD-7');
  await button('Choose GAD-7').click();
  await page.getByLabel('When it is asked').selectOption('once');
  await shot('assign-measure');
  await page.getByRole('button', { name: 'Assign', exact: true }).click();
  await page.getByRole('link', { name: 'Hand over the tablet' }).first().waitFor();
  await shot('client');
  for (const [link, name] of [
    ['Hand over the tablet', 'tablet'],
    ['Print blank', 'measure-blank'],
    ['Type in from paper', 'measure-paper'],
    ['Progress', 'progress'],
  ]) {
    await go(sam);
    await page.getByRole('link', { name: link }).first().click();
    await settle(page);
    await shot(name);
  }
  await go(`${sam}/safety-plan`);
  await shot('safety-plan');
  await go('/library');
  await shot('library');
  await go('/library/behavioural-experiment');
  await shot('activity');
  await go('/practice');
  await shot('practice');
  await go('/nowhere');
  await shot('not-found');
}

/** The session with the client of the tour above: review, plan, agree, choose, end. */
export async function sessionTour({ page, server, shot }) {
  const sam = await signIn({ page, server });
  const button = (name) => page.getByRole('button', { name });
  await page.goto(`${server.origin}/clinic${sam}/session`);
  await settle(page);
  await button('Begin session').waitFor();
  if (!(await button(/Save the review/).isVisible())) {
    await button('1 Review').click();
    await button('Look at it now').click();
  }
  await page.getByRole('heading', { name: 'What happened', exact: true }).waitFor();
  await shot('review');
  await button(/^Use the client’s own/).click();
  await page.getByRole('radio', { name: 'Step up' }).check();
  await button(/Save the review/).click();
  await button(/We both agree/).waitFor();
  await page.getByRole('radio', { name: '6', exact: true }).check();
  await shot('plan');
  await button('A smaller dose').click();
  await page.getByRole('radio', { name: '8', exact: true }).check();
  await button(/We both agree/).click();
  await page.getByText('Agreed by both').first().waitFor();
  await shot('agreed');
  await page.getByRole('button', { name: 'Agree on one more thing' }).click();
  await page.getByRole('heading', { name: 'What could be done?' }).waitFor();
  await settle(page);
  await shot('choose');
  await page.getByLabel('Find an activity').fill('thought record');
  await page.keyboard.press('Enter');
  await page.getByLabel('Because — you').fill('Thoughts on paper can be looked at.');
  await shot('design');
  await button('Shared view').click();
  await shot('shared-view');
  await button('End session').click();
  await shot('end');
  await page.goto(`${server.origin}/clinic${sam}`);
  await page.getByRole('link', { name: 'Print the agreement' }).first().click();
  await settle(page);
  await shot('print');
}

/** A fresh installation: setting up, and a caseload that says what to do next. */
export async function freshTour({ page, server, shot }) {
  await page.goto(server.setUpLink);
  await settle(page);
  await shot('set-up');
  await page.getByLabel('Name of the practice').fill('Lakeside Practice');
  await page.getByLabel('Your name').fill('Dr Vik');
  await page.getByLabel('E-mail').fill('vik@lakeside.example');
  await page.getByLabel('Password').fill('quiet-harbour-window-27');
  await page.getByRole('button', { name: 'Set up and sign in' }).click();
  await page.getByRole('heading', { name: 'Help numbers' }).waitFor();
  await settle(page);
  await shot('practice-new');
  await page.getByRole('link', { name: 'Caseload' }).click();
  await page.getByRole('heading', { name: 'Your caseload starts here' }).waitFor();
  await shot('caseload-empty');
}
