// The whole route table against api/openapi.yaml: every route with success, and every body with whatever can be
// wrong with it. A refused request names every wrong place and writes nothing.
import { complaints, successes } from '../drive/contract.mjs';
import { Checks } from '../drive/check.mjs';
import { Server, freePort, temporaryFolder } from '../drive/server.mjs';
import { difference, digest } from './digest.mjs';
import { allWrong, freeTexts, mistakes } from './schema.mjs';
import { cases, gaps, nameOf, request, routes } from './table.mjs';
import { World } from './world.mjs';

const checks = new Checks();
checks.check('every route is in the contract and the reverse, with the same schemas', gaps());
checks.check(
  'every text of a request has a longest length in the contract',
  routes
    .filter((route) => route.requestSchema)
    .flatMap((route) =>
      freeTexts(route.requestSchema)
        .filter(({ schema }) => !schema.maxLength)
        .map(({ path }) => `${route.requestSchema}.${path}`),
    ),
);

const server = new Server({ data: temporaryFolder('contract'), port: await freePort() });
await server.start();
const world = await World.make(server);
const databases = ['intersession.db', 'keys.db'];

// 1. The requests, with all that they are about, before the first look at the databases.
const prepared = [];
for (const each of cases) {
  if (!each.route.requestSchema || each.allow.length === 0) continue;
  const who = each.allow.includes('therapist') ? 'therapist' : each.allow[0];
  prepared.push({ ...each, who, ...(await request(world, each, who)) });
}
await server.stop();
const before = Object.fromEntries(databases.map((file) => [file, digest(`${server.data}/${file}`)]));
await server.start();

// 2. Everything that can be wrong.
const send = (each, body) =>
  server.send(each.route.method, each.target, { body, cookie: world.people[each.who].cookie });
let requests = 0;

/** What an answer lacks: refused, by the contract, with every pointer named. */
async function refused(each, body, pointers = []) {
  requests += 1;
  const answer = await send(each, body);
  const wrong = complaints(
    each.route.method,
    each.target,
    answer.status,
    answer.headers['content-type'],
    answer.text,
  );
  if (![400, 413, 422].includes(answer.status))
    wrong.push(`answered ${answer.status}: ${answer.text.slice(0, 200)}`);
  const named = (JSON.parse(answer.text || '{}').errors ?? []).map((error) => error.pointer);
  for (const pointer of pointers) {
    if (!named.some((each) => each === pointer || each.startsWith(`${pointer}/`)))
      wrong.push(`does not name ${pointer}; names ${named.join(' ') || 'nothing'}`);
  }
  return wrong;
}

const nested = (depth) => '['.repeat(depth) + ']'.repeat(depth);
const malformed = {
  nothing: '',
  'half an object': '{',
  'a comma too many': '{"a":1,}',
  'a list': '[]',
  'a text': '"x"',
  'a number': '17',
  null: 'null',
  'two texts': '{} {}',
  'a member twice': '{"version":1,"versio\\u006e":2}',
  'a number that is not finite': '{"version":1e999}',
  'an integer beyond 2^53': '{"version":18446744073709551616}',
  'U+0000': '{"text":"a\\u0000b"}',
  'half a surrogate': '{"text":"\\ud800"}',
  'a byte-order mark': '\ufeff{}',
  'too deep': `{"a":${nested(17)}}`,
  'much too deep': `{"a":${nested(50_000)}}`,
  'too many values': `{"a":[${'1,'.repeat(20_000)}1]}`,
  'a text beyond every length': JSON.stringify({ text: 'x'.repeat(20_001) }),
};

for (const each of prepared) {
  const wrong = [];
  const { requestSchema, bodyLimit } = each.route;
  const note = (what, found) => wrong.push(...found.map((problem) => `${what}: ${problem}`));
  for (const [what, text] of Object.entries(malformed)) {
    if (text.length <= bodyLimit) note(what, await refused(each, text));
  }
  note('larger than it may be', await refused(each, JSON.stringify({ a: 'x'.repeat(bodyLimit) })));
  for (const { why, pointer, body } of mistakes(requestSchema, each.body))
    note(`${why} ${pointer}`, await refused(each, body, [pointer]));
  const { body, pointers } = allWrong(requestSchema);
  note('everything wrong', await refused(each, body, pointers));
  checks.check(`${each.name}: what is wrong is named`, wrong, true);
}

await server.stop();
const written = databases.flatMap((file) =>
  difference(before[file], digest(`${server.data}/${file}`)).map((table) => `${file}: ${table}`),
);
checks.check(`${requests} bad requests, nothing written`, written);
await server.start();

// 3. The same requests as they should be, and all routes without a body.
for (const each of cases) {
  if (each.allow.length === 0 || each.status) continue;
  const ready = each.fresh ? undefined : prepared.find((other) => other.name === each.name);
  const who = ready?.who ?? (each.allow.includes('therapist') ? 'therapist' : each.allow[0]);
  const { target, body } = ready ?? (await request(world, each, who));
  const wrong = [];
  await world.people[who].call(each.route.method, target, body).catch((error) => wrong.push(error.message));
  if (each.signsOut)
    for (const name of Array.isArray(each.signsOut) ? each.signsOut : [who]) await world.refresh(name);
  checks.check(`${each.name} is answered by the contract`, wrong, true);
}
checks.check(
  'every route was driven with success',
  routes.map(nameOf).filter((name) => !successes.has(name)),
);

// A digest that never changes and a checker that finds nothing would say the same.
await server.stop();
checks.check(
  'the successes were written',
  difference(before['intersession.db'], digest(`${server.data}/intersession.db`)).includes('assignment'),
);
checks.check(
  'the checker complains of a status outside of the contract',
  complaints('GET', '/api/v1/me', 200, 'application/json', '{"accountId":7}').length > 0,
);
console.log(`${routes.length} routes, ${prepared.length} bodies, ${requests} bad requests`);
checks.finish();
