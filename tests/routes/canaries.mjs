// Canary scan: a unique word in every field where people write, through every route, and then a search for them in
// every byte that is stored or printed. On SQLite and, with INTERSESSION_TEST_POSTGRES, on PostgreSQL.
//
// The fields come from the contract: text that no list, form or zone bounds is planted in every request, and a field
// that no row of table.mjs sends fails, unless plain-fields.mjs says why nobody can write freely there.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { operationFor } from '../drive/contract.mjs';
import { Checks } from '../drive/check.mjs';
import { Person, Server, freePort, newId, password, temporaryFolder } from '../drive/server.mjs';
import { Needles } from './needles.mjs';
import { plainFields } from './plain-fields.mjs';
import { newDatabase, postgresTool } from './postgres.mjs';
import { freeTexts, isFree, resolve } from './schema.mjs';
import { cases, request, routes } from './table.mjs';
import { World } from './world.mjs';

const checks = new Checks();
const least = 200;

/** Words that were planted, and where. */
class Garden {
  needles = new Needles();
  planted = new Map();
  sown = 0;

  /** The body with a new word in every field where people write. */
  sow(schemaName, schema, value, path) {
    const here = resolve(schema);
    if (Array.isArray(value))
      return value.map((each) => this.sow(schemaName, here.items ?? {}, each, `${path}[]`));
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [
          key,
          this.sow(
            schemaName,
            here.properties?.[key] ?? loose(path, key),
            each,
            path ? `${path}.${key}` : key,
          ),
        ]),
      );
    }
    if (
      typeof value !== 'string' ||
      here.type !== 'string' ||
      !isFree(here) ||
      `${schemaName}.${path}` in plainFields
    )
      return value;
    const field = `${schemaName}.${path}`;
    const word = this.needles.add(field);
    this.sown += 1;
    this.planted.set(field, (this.planted.get(field) ?? 0) + 1);
    return /e-?mail/i.test(path) ? `${word}@practice.example` : word;
  }
}

/** Answers of a worksheet are open to FHIR's types; a text among them is what the client wrote. */
function loose(path, key) {
  return path.endsWith('answer[]') && key === 'valueString' ? { type: 'string' } : {};
}

/** A Person class that sows into whatever it sends. */
function sowing(garden) {
  return class extends Person {
    async ask(method, path, body, expected) {
      const schema = operationFor(method, path.split('?')[0])?.operation.requestBody?.content[
        'application/json'
      ].schema;
      const sent =
        body === undefined || typeof body === 'string' || !schema
          ? body
          : garden.sow(schema.$ref.split('/').pop(), schema, body, '');
      const answer = await super.ask(method, path, sent, expected);
      for (const [name, value] of this.cookies) garden.needles.addSecret(`the cookie ${name}`, value);
      return answer;
    }
  };
}

/** Requests that are refused leave nothing either: not in the database, not in a log. */
async function refuse(world, garden) {
  const word = () => garden.needles.add('a refused request');
  const { anonymous, therapist, client } = world.people;
  await anonymous.server.send('POST', '/api/v1/sign-in', {
    body: { email: `${word()}@practice.example`, password: word() },
  });
  await anonymous.server.send('POST', '/api/v1/sign-in', {
    body: { email: world.emails.owner, password: word() },
  });
  await anonymous.server.send('GET', `/api/v1/${word()}?q=${word()}`, {
    headers: { 'User-Agent': word(), Referer: word() },
  });
  await anonymous.server.send('POST', '/api/v1/sign-in', { body: `{"email": "${word()}` });
  await therapist.server.send('GET', `/api/v1/catalogue/activities?q=${word()}`, {
    cookie: therapist.cookie,
  });
  await client.server.send('PUT', `/api/v1/me/entries/${newId()}`, {
    cookie: client.cookie,
    body: { [word()]: word() },
  });
}

async function plantEverything(args) {
  const garden = new Garden();
  const server = new Server({ data: temporaryFolder('canaries'), port: await freePort(), args });
  await server.start();
  const PersonClass = sowing(garden);
  const world = await World.make(server, PersonClass);
  garden.needles.addSecret('the password', password);
  for (let round = 0; round < 2 || garden.sown < least; round += 1) {
    for (const each of cases) {
      if (!each.route.requestSchema || each.allow.length === 0 || each.status) continue;
      const who = each.allow.includes('therapist') ? 'therapist' : each.allow[0];
      const { target, body } = await request(world, each, who);
      await world.people[who].call(each.route.method, target, body);
      if (each.signsOut)
        for (const name of Array.isArray(each.signsOut) ? each.signsOut : [who]) await world.refresh(name);
    }
    await refuse(world, garden);
  }
  return { garden, server, world };
}

function checkFields(garden) {
  // Answers of worksheets are FHIR's own and open in the contract.
  const answers = 'EntryInput.answers[].answer[].valueString';
  const wanted = new Set([
    answers,
    ...routes
      .filter((route) => route.requestSchema)
      .flatMap((route) => freeTexts(route.requestSchema).map(({ path }) => `${route.requestSchema}.${path}`)),
  ]);
  checks.check('every field where people write was planted', [
    ...[...wanted]
      .filter((field) => !garden.planted.has(field) && !(field in plainFields))
      .map(
        (field) =>
          `${field}: let a row's call send it, or say in plain-fields.mjs why it is no text of people`,
      ),
    ...Object.keys(plainFields)
      .filter((field) => !wanted.has(field))
      .map((field) => `${field} of plain-fields.mjs is not in the contract`),
  ]);
  checks.check(`${garden.sown} words planted in ${garden.planted.size} fields`, garden.sown >= least);
}

const scan = (garden, places) =>
  places.flatMap(([name, bytes]) => garden.needles.find(bytes).map((found) => `${name}: ${found}`));

/** Every file of the data folder, as bytes. */
const folder = (path) => readdirSync(path).map((file) => [file, readFileSync(join(path, file))]);

async function onSqlite() {
  const { garden, server } = await plantEverything([]);
  checkFields(garden);
  const running = folder(server.data);
  checks.check(
    'SQLite: database, log and keys were looked at while it ran',
    ['intersession.db', 'intersession.db-wal', 'keys.db']
      .filter((name) => !running.some(([file, bytes]) => file === name && bytes.length > 0))
      .map((name) => `${name} is not there or empty`),
  );
  await server.stop();
  const output = ['the output', Buffer.from(server.output)];
  checks.check(
    'SQLite: no planted word in database, write-ahead log, keys and output',
    scan(garden, [...running, ...folder(server.data), output]),
  );

  // The control: the same scan must find what somebody forgets to seal.
  const copy = join(temporaryFolder('canaries-control'), 'intersession.db');
  copyFileSync(join(server.data, 'intersession.db'), copy);
  const word = garden.needles.add('the control');
  const database = new DatabaseSync(copy);
  const { changes } = database.prepare('UPDATE client SET detail = ?').run(Buffer.from(`{"name":"${word}"}`));
  database.close();
  checks.check(
    'SQLite: a row written unsealed is found',
    changes > 0 && scan(garden, [['the copy', readFileSync(copy)]]).length > 0,
  );
  return garden;
}

async function onPostgres(base) {
  const database = await newDatabase(base);
  const { garden, server } = await plantEverything(['--database', database.url]);
  await server.stop();
  const dump = () => execFileSync(postgresTool('pg_dump'), [database.url], { maxBuffer: 1 << 30 });
  const output = ['the output', Buffer.from(server.output)];
  checks.check(`PostgreSQL: ${garden.sown} words planted`, garden.sown >= least);
  checks.check(
    'PostgreSQL: no planted word in a dump, the data folder and the output',
    scan(garden, [['the dump', dump()], ...folder(server.data), output]),
  );
  const word = garden.needles.add('the control');
  database.run(`UPDATE intersession.client SET detail = convert_to('{"name":"${word}"}', 'UTF8')`);
  checks.check(
    'PostgreSQL: a row written unsealed is found',
    scan(garden, [['the dump', dump()]]).length > 0,
  );
  database.drop();
}

const garden = await onSqlite();
checks.check('the scan knows each form of a word', garden.needles.unknownForms());
if (process.env.INTERSESSION_TEST_POSTGRES) await onPostgres(process.env.INTERSESSION_TEST_POSTGRES);
checks.finish();
