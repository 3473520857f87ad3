// From an alarming answer to a mail server, with the real program and a real server (smtp-server) over TCP and TLS.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { spawnSync } from 'node:child_process';
import { Checks } from '../drive/check.mjs';
import { PostOffice, certificate, mailSettings } from '../drive/post.mjs';
import { alarmingAnswer, askPhq9, settleSafety, until } from '../drive/alarm.mjs';
import { Server, binary, freePort, newClient, newId, setUp, temporaryFolder } from '../drive/server.mjs';

const checks = new Checks();

/** A practice with one client who is asked; `args` of serve. */
async function open(args) {
  const server = new Server({ data: temporaryFolder('mail-data'), port: await freePort(), args });
  await server.start();
  const owner = await setUp(server);
  await settleSafety(owner);
  const client = await newClient(owner, 'Ada Unmistakable');
  return { server, owner, client, planId: await askPhq9(owner, client) };
}

const answer = (client, planId, id = newId()) =>
  client.phone.call('PUT', `/api/v1/me/measure-submissions/${id}`, alarmingAnswer(planId));

async function timeline({ owner, client }, at = 0) {
  const { alerts } = await owner.call('GET', '/api/v1/alerts');
  return owner.call('GET', `${client.base}/alerts/${alerts[at].alertId}/timeline`);
}
const outcome = async (practice) => (await timeline(practice)).notices[0].outcome;
const delivery = async ({ owner }) => (await owner.call('GET', '/api/v1/practice/delivery')).mail;
const health = async ({ server }) => (await server.send('GET', '/healthz/delivery')).status;

/** Lets time pass for what is stored, while the server is stopped. */
function pass({ server }, minutes) {
  const database = new DatabaseSync(join(server.data, 'intersession.db'));
  const step = minutes * 60e6;
  database.exec(`UPDATE alert_notice SET due_at = due_at - ${step} WHERE outcome = 'waiting'`);
  database.exec(`UPDATE job SET due_at = due_at - ${step}, lease_until = lease_until - ${step}`);
  database.close();
}

// -- without a mail server
{
  const practice = await open([]);
  await answer(practice.client, practice.planId);
  const { notices } = await timeline(practice);
  checks.check('without settings nothing is said to have left', [
    ...(notices.length === 1 && notices[0].channel === 'app' && notices[0].outcome === 'shown'
      ? []
      : [JSON.stringify(notices)]),
    ...((await delivery(practice)) === 'off' ? [] : ['delivery is not off']),
    ...((await health(practice)) === 200 ? [] : ['unwell']),
  ]);
  await practice.server.stop();
}

// -- STARTTLS, an authority of its own, a name and a password
{
  const tls = certificate();
  const post = await new PostOffice({ tls, user: 'notices', password: 'quiet-harbour' }).open();
  const settings = { security: 'starttls', user: 'notices', authorities: tls.file };
  const file = mailSettings(post.port, settings, 'quiet-harbour');
  const practice = await open(['--mail', file]);
  await answer(practice.client, practice.planId);
  await until('the mail', () => outcome(practice), (is) => is === 'sent');
  const [mail] = post.mails;
  checks.check('one message left under TLS, signed in', [
    ...(post.mails.length === 1 ? [] : [`${post.mails.length} messages`]),
    ...(mail.secure && mail.user === 'notices' ? [] : [JSON.stringify(mail)]),
    ...(mail.to.join() === 'owner@test.example' ? [] : [mail.to.join()]),
  ]);
  checks.check(
    'it names nobody and nothing',
    ['Ada', 'Unmistakable', 'Test practice', 'Dr Test', 'PHQ', 'suicid', 'alert', practice.client.clientId].filter(
      (word) => mail.text.includes(word),
    ),
  );
  checks.check('it says where to sign in', mail.text.includes(`${practice.server.origin}/clinic/`));
  checks.check(
    'the chain of the practice is whole',
    await (async () => {
      await practice.server.stop();
      return spawnSync(binary, ['verify-audit', '--data', practice.server.data]).status === 0;
    })(),
  );
  await post.close();
}

// -- a server that cannot be trusted, or offers no TLS, gets neither password nor message
for (const [what, make, settings] of [
  ['an unknown authority', () => new PostOffice({ tls: certificate(), user: 'notices', password: 'x' }), {}],
  ['no TLS', () => new PostOffice({ user: 'notices', password: 'x' }), {}],
]) {
  const post = await make().open();
  const file = mailSettings(post.port, { security: 'starttls', user: 'notices', ...settings }, 'quiet-harbour');
  const practice = await open(['--mail', file]);
  await answer(practice.client, practice.planId);
  const job = () => {
    const database = new DatabaseSync(join(practice.server.data, 'intersession.db'), { readOnly: true });
    const row = database.prepare("SELECT reason FROM job WHERE kind = 'alert.mail'").get();
    database.close();
    return row?.reason;
  };
  await practice.server.stop(); // one process at a time looks into the file
  await practice.server.start();
  for (let tries = 0; tries < 200; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await practice.server.stop();
    if (job()) break;
    await practice.server.start();
  }
  checks.check(`${what}: nothing leaves`, [
    ...(job() === 'tls' ? [] : [`the reason is ${job()}`]),
    ...(post.mails.length === 0 && post.signIns === 0 ? [] : ['something was handed over']),
  ]);
  await post.close();
}

// -- a server that takes the message and hangs up before it says so
{
  const post = await new PostOffice({ drop: (number) => number === 1 }).open();
  const practice = await open(['--mail', mailSettings(post.port)]);
  await answer(practice.client, practice.planId);
  await until('the mail', () => outcome(practice), (is) => is === 'sent');
  const id = (mail) => mail.text.match(/^Message-ID: (.*)$/m)[1];
  checks.check('the lost answer costs one repeat of the same message', [
    ...(post.dropped.length === 1 && post.mails.length === 1 ? [] : [`${post.dropped.length}, ${post.mails.length}`]),
    ...(id(post.dropped[0]) === id(post.mails[0]) ? [] : ['another Message-ID']),
  ]);
  await practice.server.stop();
  await post.close();
}

// -- a server that is gone for a quarter of an hour
{
  const post = await new PostOffice().open();
  const { port } = post;
  await post.close();
  const practice = await open(['--mail', mailSettings(port)]);
  await answer(practice.client, practice.planId);
  checks.check('at first nobody is alarmed', (await delivery(practice)) === 'fine' && (await health(practice)) === 200);
  await practice.server.stop();
  pass(practice, 16);
  await practice.server.start();
  checks.check('after a quarter of an hour every member can see it', (await delivery(practice)) === 'stuck');
  await until('the health check', () => health(practice), (is) => is === 503);
  checks.check('the health check is red', (await practice.server.send('GET', '/healthz')).status === 200);
  const again = await new PostOffice().open(port);
  await practice.server.stop();
  pass(practice, 16); // the next try is due
  await practice.server.start();
  await until('the mail', () => outcome(practice), (is) => is === 'sent');
  await until('the health check', () => health(practice), (is) => is === 200);
  checks.check('once it is back the message leaves, once', again.mails.length === 1 && (await delivery(practice)) === 'fine');
  await practice.server.stop();
  await again.close();
}

// -- settings that do not fit
{
  const refused = spawnSync(binary, ['serve', '--data', temporaryFolder('mail-bad'), '--listen', `127.0.0.1:${await freePort()}`,
    '--mail', mailSettings(25, { host: 'mail.practice.example' })], { encoding: 'utf8', timeout: 60_000 });
  checks.check('plain text to another machine is refused at the start', [
    ...(refused.status === 1 ? [] : [`exit status ${refused.status}`]),
    ...(/^intersession: .*this machine only/.test(refused.stderr) ? [] : [refused.stderr]),
  ]);
}

checks.finish();
