// kill -9 under load, with a ledger of what was acknowledged kept outside of the server.
// INTERSESSION_KILLS: how often (100). INTERSESSION_TEST_POSTGRES: also against PostgreSQL, a fifth as often.
import { createHash, randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Server, agree, binary, entry, freePort, newClient, newId, setUp, temporaryFolder } from '../drive/server.mjs';

const kills = Number(process.env.INTERSESSION_KILLS ?? 100);
const phones = 8;

const digest = (text) => createHash('sha256').update(text).digest('hex');
/** Everything that the phone sent; written out, because the order of JSON members means nothing. */
const contentOf = ({ assignmentId, revision, outcome, occurredAt, quantity, quality, difficulty, answers }) =>
  digest(JSON.stringify([assignmentId, revision, outcome, occurredAt, quantity, quality, difficulty,
    answers.map(({ linkId, answer }) => [linkId, answer.map((each) => each.valueString)])]));

/** Saves entries until the server is gone; every acknowledged one goes into the ledger. */
async function load(server, cookie, assignmentId, ledger) {
  for (;;) {
    const id = newId();
    const body = entry(assignmentId, randomBytes(60).toString('base64'));
    let answer;
    try {
      answer = await server.send('PUT', `/api/v1/me/entries/${id}`, { body, cookie });
    } catch {
      return;
    }
    if (answer.status === 201) ledger.set(id, contentOf(body));
    else if (answer.status !== 503) throw new Error(`unexpected ${answer.status}: ${answer.text}`);
  }
}

/** What the ledger knows and the server does not, or knows differently. */
async function compare(person, ledger) {
  const stored = new Map();
  let doubled = 0;
  let cursor;
  do {
    const page = await person.call('GET', `/api/v1/me/entries?limit=100${cursor ? `&cursor=${cursor}` : ''}`);
    for (const each of page.entries) {
      if (stored.has(each.entryId)) doubled += 1;
      stored.set(each.entryId, contentOf(each));
    }
    cursor = page.next;
  } while (cursor);
  const missing = [...ledger.keys()].filter((id) => !stored.has(id)).length;
  const changed = [...ledger].filter(([id, hash]) => stored.has(id) && stored.get(id) !== hash).length;
  return { missing, changed, doubled, extra: stored.size - (ledger.size - missing) };
}

async function torture(name, times, { program = binary, args = [] } = {}) {
  const server = new Server({ data: temporaryFolder('kill'), port: await freePort(), args });
  await server.start();
  const therapist = await setUp(server);
  const client = await newClient(therapist);
  const assignment = await agree(therapist, client);
  const person = client.phone;
  if (program !== binary) {
    await server.stop();
    server.program = program;
    await server.start();
  }
  const total = { acknowledged: 0, missing: 0, changed: 0, doubled: 0, unacknowledged: 0, slowestStart: 0 };
  const ledger = new Map();
  for (let round = 0; round < times; round += 1) {
    const before = ledger.size;
    const running = Array.from({ length: phones }, () => load(server, person.cookie, assignment.assignmentId, ledger));
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 245));
    await server.stop('SIGKILL');
    await Promise.all(running);
    total.acknowledged += ledger.size - before;
    total.slowestStart = Math.max(total.slowestStart, await server.start());
  }
  const found = await compare(person, ledger);
  Object.assign(total, { missing: found.missing, changed: found.changed, doubled: found.doubled, unacknowledged: found.extra });
  const ended = await server.stop();
  if (ended.code !== 0) throw new Error(`SIGTERM ended with ${JSON.stringify(ended)}`);
  console.log(`${name}: ${times} kills, ${total.acknowledged} acknowledged, ${total.missing} missing, ${total.changed} changed, ` +
    `${total.doubled} doubled, ${total.unacknowledged} durable but unacknowledged; slowest start ${total.slowestStart} ms`);
  return { ...total, server };
}

let passed = 0;
let failed = 0;
function check(what, fine) {
  console.log(`${fine ? 'ok    ' : 'FAILED'} ${what}`);
  if (fine) passed += 1;
  else failed += 1;
}

const whole = (found) => found.acknowledged > 0 && found.missing === 0 && found.changed === 0 && found.doubled === 0;
check('SQLite keeps every acknowledged entry', whole(await torture('SQLite', kills)));
if (process.env.INTERSESSION_TEST_POSTGRES) {
  const args = ['--database', process.env.INTERSESSION_TEST_POSTGRES];
  check('PostgreSQL keeps every acknowledged entry', whole(await torture('PostgreSQL', Math.ceil(kills / 5), { args })));
}
// The control: a server that answers before COMMIT. Where it loses nothing, the kills above prove nothing.
const hasty = { program: join(dirname(binary), 'hasty_server') };
const loses = (found) => found.acknowledged > 0 && found.missing > 0;
check('SQLite: a server that answers before COMMIT loses entries', loses(await torture('SQLite, hasty', 10, hasty)));
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
