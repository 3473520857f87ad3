// kill -9 at every step between an alarming answer and the message about it. dying_server kills itself before its n-th
// step; then the real server starts over the same data, the phone sends its answer again, and there must be one answer,
// one alert, and one message that arrives (once more where the kill fell between sending and noting it).
//
// The control: a server whose statements are transactions of their own must leave an answer without its alert.
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { alarmingAnswer, askPhq9, settleSafety, until } from '../drive/alarm.mjs';
import { Checks } from '../drive/check.mjs';
import { PostOffice, mailSettings } from '../drive/post.mjs';
import { Person, Server, binary, freePort, newClient, newId, setUp, temporaryFolder } from '../drive/server.mjs';

const checks = new Checks();
const dying = join(dirname(binary), 'dying_server');
const most = 400; // far beyond the last step; the loop ends where a server lives to the end
const atOnce = 4; // each run waits more than it works, and has a folder, a port and a post office of its own

const made = new Server({ data: temporaryFolder('alert-kill'), port: await freePort() });
await made.start();
const founder = await setUp(made);
await settleSafety(founder);
const client = await newClient(founder);
const planId = await askPhq9(founder, client);
await made.stop();

/** Somebody of the prepared practice at another server. */
function at(server, person) {
  const same = new Person(server);
  same.cookies = new Map(person.cookies);
  return same;
}

/** The dying server over a copy of the prepared practice. */
async function copy(post, env) {
  const data = temporaryFolder('alert-kill');
  cpSync(made.data, data, { recursive: true });
  return new Server({ data, port: await freePort(), args: ['--mail', mailSettings(post.port)], program: dying, env });
}

/** Time passes while the server is down: what the dead process had taken on is free again. */
function passLease(server) {
  const database = new DatabaseSync(join(server.data, 'intersession.db'));
  database.exec('UPDATE job SET lease_until = lease_until - 120000000 WHERE lease_until IS NOT NULL');
  database.close();
}

const outcomeOf = async (owner) => {
  const { alerts } = await owner.call('GET', '/api/v1/alerts');
  if (alerts.length === 0) return 'no alert';
  const { notices } = await owner.call('GET', `${client.base}/alerts/${alerts[0].alertId}/timeline`);
  return notices[0]?.outcome ?? 'no notice';
};

/** Kills at step n, goes on with the real server: {died, alerts, submissions, mails, outcome}. */
async function run(n, environment) {
  const post = await new PostOffice().open();
  try {
    return await runWith(post, n, environment);
  } finally {
    await post.close();
  }
}

async function runWith(post, n, environment) {
  const server = await copy(post, { INTERSESSION_DIE_AT: String(n), ...environment });
  await server.start();
  const id = newId();
  const send = (to) =>
    to.send('PUT', `/api/v1/me/measure-submissions/${id}`, { body: alarmingAnswer(planId), cookie: client.phone.cookie });
  let dead = false;
  server.ended.then(() => (dead = true));
  const first = await send(server).catch(() => undefined);
  const sent = () => post.mails.length > 0;
  // It dies, or it lives until the message has left and was noted.
  const owner = at(server, founder);
  await until(
    `step ${n}`,
    async () => dead || (first?.status === 201 && sent() && (await outcomeOf(owner).catch(() => 'gone')) === 'sent'),
    (over) => over === true,
  );
  if (!dead) {
    // The step may still come: in what the server does right after (removing the job).
    await server.stop();
    return { died: false };
  }
  passLease(server);
  server.program = binary;
  await server.start();
  const again = await send(server);
  const found = { died: true, status: again.status, first: first?.status };
  const after = at(server, founder);
  // The control's audit chain is torn as well, so that nothing can be asked there; its database is looked at below.
  if (environment === undefined) {
    await until(`the mail of step ${n}`, () => outcomeOf(after), (is) => is === 'sent');
    found.outcome = await outcomeOf(after);
  }
  await server.stop();
  const database = new DatabaseSync(join(server.data, 'intersession.db'));
  const count = (sql) => Number(database.prepare(sql).get().n);
  found.submissions = count('SELECT count(*) AS n FROM measure_submission');
  found.alerts = count('SELECT count(*) AS n FROM alert');
  found.notices = count('SELECT count(*) AS n FROM alert_notice');
  database.close();
  found.mails = post.mails.map((mail) => mail.text.match(/^Message-ID: (.*)$/m)[1]);
  return found;
}

let kills = 0;
let repeats = 0;
const wrong = [];
function judge(n, found) {
  kills += 1;
  repeats += found.mails.length - 1;
  const same = new Set(found.mails).size === 1;
  const fine =
    found.submissions === 1 && found.alerts === 1 && found.notices === 1 && found.outcome === 'sent' && same &&
    found.mails.length >= 1 && found.mails.length <= 2 && (found.status === 200 || found.status === 201);
  if (!fine) wrong.push(`step ${n}: ${JSON.stringify(found)}`);
}

/** The steps from..from+count-1, all at once. */
const runAll = (from, count, environment) =>
  Promise.all(Array.from({ length: count }, (_, k) => run(from + k, environment)));

for (let n = 1, lived = false; n <= most && !lived; n += atOnce) {
  const founds = await runAll(n, atOnce);
  lived = founds.some((found) => !found.died);
  founds.forEach((found, k) => found.died && judge(n + k, found));
}
console.log(`${kills} kills, one at each step; ${repeats} messages came twice, none was lost`);
checks.check('one answer, one alert, one message, whenever the process dies', wrong);
checks.check('the kills reached from the answer to the noted message', kills >= 20 && kills < most);
checks.check('a message comes twice only where the kill fell between sending and noting', repeats >= 1 && repeats <= 12);

const torn = (await runAll(2, 5, { INTERSESSION_TORN: '1' })).filter(
  (found) => found.died && found.submissions === 1 && found.alerts === 0,
);
checks.check('the control, whose statements stand alone, keeps an answer without its alert', torn.length >= 1);
checks.finish();
