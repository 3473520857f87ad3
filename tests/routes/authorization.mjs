// Authorization matrix: every route of the running program times everybody in people.mjs, against the rows of
// table.mjs. Who may not is answered as if there were nothing: the bytes that a random id gets, whatever was asked.
import { Checks } from '../drive/check.mjs';
import { Server, freePort, newId, temporaryFolder } from '../drive/server.mjs';
import { leads, nobody, people } from './people.mjs';
import { cases, gaps, request, routes } from './table.mjs';
import { World } from './world.mjs';

const checks = new Checks();
checks.check('every route has a row and an operation of the contract, and the reverse', gaps());

const server = new Server({ data: temporaryFolder('authorization'), port: await freePort() });
await server.start();
const world = await World.make(server);

/** Everything of an answer that somebody could learn from, but for the time of day. */
function appearance({ status, headers, text }) {
  const { date, ...others } = headers;
  return JSON.stringify([status, others, text]);
}

const ask = (who, method, target, body) =>
  server.send(method, target, { body, cookie: world.people[who].cookie });
const nothingHere = appearance(await ask('therapist', 'GET', `/api/v1/clients/${newId()}`));
const pleaseSignIn = appearance(await ask('anonymous', 'GET', '/api/v1/me'));
checks.check('the answers for "nothing here" and "please sign in" are what they should be', [
  ...(nothingHere.startsWith('[404,') ? [] : [nothingHere]),
  ...(pleaseSignIn.startsWith('[401,') ? [] : [pleaseSignIn]),
]);

let cells = 0;

async function denied(each) {
  const wrong = [];
  const { target, body } = await request(world, each, 'therapist');
  const others = people.filter(
    (name) => !each.allow.includes(name) && !(name === 'groupLeader' && leads(each, target, world)),
  );
  for (const who of each.denies ?? others) {
    cells += 1;
    const answer = await ask(who, each.route.method, target, body);
    const expected = nobody.includes(who) ? pleaseSignIn : nothingHere;
    if (appearance(answer) !== expected)
      wrong.push(`${who} got ${answer.status} ${answer.text.slice(0, 200)}`);
  }
  return wrong;
}

/** Ids that nobody has made, asked for by somebody who may. */
async function random(each) {
  if (each.random === false || each.status || !each.route.pattern.includes('{') || each.allow.length === 0)
    return [];
  const { body, fill, query } = await request(world, each, each.allow[0]);
  const target =
    fill((name) => (name === 'activityId' ? 'no-such-activity' : newId())) + (query ? `?${query}` : '');
  const answer = await ask(each.allow[0], each.route.method, target, body);
  return appearance(answer) === nothingHere
    ? []
    : [`a random id got ${answer.status} ${answer.text.slice(0, 200)}`];
}

const withLeader = (each) =>
  each.allow.includes('therapist') &&
  !each.allow.includes('groupLeader') &&
  each.route.pattern.includes('{clientId}')
    ? [...each.allow, 'groupLeader']
    : each.allow;

async function allowed(each) {
  const wrong = [];
  for (const who of withLeader(each)) {
    const { target, body } = await request(world, each, who);
    if (who === 'groupLeader' && !each.allow.includes(who) && !leads(each, target, world)) continue;
    cells += 1;
    const person = nobody.includes(who) ? world.stranger(who) : world.people[who];
    const answer = await person.ask(each.route.method, target, body);
    const fine = each.status ? answer.status === each.status : answer.status >= 200 && answer.status < 300;
    if (!fine) wrong.push(`${who} got ${answer.status} ${answer.text.slice(0, 300)}`);
    if (each.signsOut) {
      for (const name of Array.isArray(each.signsOut) ? each.signsOut : [who]) await world.refresh(name);
    }
  }
  return wrong;
}

for (const each of cases) {
  const wrong = [];
  for (const part of [denied, random, allowed]) {
    wrong.push(...(await part(each).catch((error) => [error.message])));
  }
  checks.check(each.name, wrong, true);
}

// A table that cannot be wrong says nothing: with one word of a row taken away or added it must disagree.
const reads = cases.filter((each) => each.route.method === 'GET' && each.route.policy !== 'public');
const unnoticed = [];
for (const each of reads) {
  const [first, ...others] = each.allow;
  const stranger = people.find((who) => !withLeader(each).includes(who) && !nobody.includes(who));
  if ((await denied({ ...each, allow: others, denies: [first] })).length === 0)
    unnoticed.push(`${each.name} without ${first}`);
  if (stranger && (await allowed({ ...each, allow: [stranger] })).length === 0)
    unnoticed.push(`${each.name} with ${stranger}`);
}
checks.check(
  `${reads.length} rows, each changed by one word, are noticed`,
  reads.length > 10 ? unnoticed : ['too few rows'],
);

const ended = await server.stop();
checks.check('SIGTERM ends with 0', ended.code === 0);
console.log(`${routes.length} routes, ${cases.length} cases, ${cells} cells`);
checks.finish();
