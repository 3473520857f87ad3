// The reviewed table of who may ask what: one row for each route, in rows/*.mjs. The authorization matrix, the
// contract test and the canary scan all go through it, so a new route needs one row and nothing else.
//
//   'GET /api/v1/clients/{clientId}/notes/{noteId}': {
//     allow: ['therapist'],                      who may (people.mjs); everybody else is refused
//     call: async (world) => ({                  makes what is asked for and says how to ask; may be left out
//       path: { noteId: await world.note() },    clientId and the like stand for the world's own client
//       query: 'limit=5',
//       body: { text: 'all members of the contract, optional ones too' },
//     }),
//     status: 404,                               what those who may are answered, where it is no success
//     random: false,                             where a random id is a new thing and no 404
//     denies: ['otherTherapist'],                whom to try, where not everybody else
//     fresh: true,                               other rows change what it names: made anew before it is sent
//     signsOut: true,                            the call ends the caller's sign-in session, or that of a list
//   }
//
// A list of such objects, each with `when`, where one route has several answers.
import { readdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { binary } from '../drive/server.mjs';
import { operations } from '../drive/contract.mjs';
import { people } from './people.mjs';

const folder = new URL('rows/', import.meta.url);
const rows = {};
const problems = [];
for (const file of readdirSync(folder).sort()) {
  for (const [route, row] of Object.entries((await import(new URL(file, folder))).default)) {
    if (route in rows) problems.push(`${route} has two rows`);
    rows[route] = Array.isArray(row) ? row : [row];
  }
}

/** The routes of the program as it is: [{method, pattern, policy, requestSchema, …}]. */
export const routes = JSON.parse(execFileSync(binary, ['--routes', 'json'], { encoding: 'utf8' }));
export const nameOf = (route) => `${route.method} ${route.pattern}`;

/** Every case of every row: {route, when, allow, call, …}. */
export const cases = routes.flatMap((route) =>
  (rows[nameOf(route)] ?? []).map((row) => ({
    ...row,
    route,
    name: row.when ? `${nameOf(route)} (${row.when})` : nameOf(route),
  })),
);

/** What is missing or too much: routes without a row or an operation of the contract, and the reverse. */
export function gaps() {
  const found = [...problems];
  const known = new Set(routes.map(nameOf));
  const described = new Map(operations.map((each) => [`${each.method} ${each.path}`, each.operation]));
  const nameOfSchema = (schema) => schema?.$ref?.split('/').pop() ?? '';
  for (const route of routes) {
    const name = nameOf(route);
    if (!(name in rows))
      found.push(`${name} has no row in tests/routes/rows (tests/routes/table.mjs says how to write one)`);
    const operation = described.get(name);
    if (!operation) {
      found.push(`${name} is not in api/openapi.yaml`);
      continue;
    }
    const request = nameOfSchema(operation.requestBody?.content['application/json'].schema);
    if (request !== route.requestSchema)
      found.push(
        `${name} takes ${route.requestSchema || 'nothing'}, the contract says ${request || 'nothing'}`,
      );
    const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    for (const [status, answer] of answers) {
      const schema = nameOfSchema(answer.content?.['application/json']?.schema);
      if (schema !== route.responseSchema)
        found.push(
          `${name} answers ${route.responseSchema || 'nothing'}, the contract says ${schema || 'nothing'} for ${status}`,
        );
    }
    const open = operation.security?.length === 0;
    if (open !== (route.policy === 'public'))
      found.push(
        `${name} is ${route.policy}, the contract says ${open ? 'open to everybody' : 'for who is signed in'}`,
      );
  }
  for (const name of Object.keys(rows)) if (!known.has(name)) found.push(`the row ${name} has no route`);
  for (const name of described.keys())
    if (!known.has(name)) found.push(`${name} of api/openapi.yaml has no route`);
  for (const { name, allow, denies = [] } of cases) {
    for (const who of [...allow, ...denies])
      if (!people.includes(who)) found.push(`${name}: nobody is called ${who}`);
  }
  return found;
}

/** The request of a case: {target, body}, with fresh things made for it. */
export async function request(world, each, who) {
  const { path = {}, query, body } = each.call ? await each.call(world, who) : {};
  const ids = { clientId: world.client.clientId, ...path };
  const fill = (values) =>
    each.route.pattern.replace(/\{(\w+)\}/g, (whole, name) => encodeURIComponent(values(name)));
  const value = (name) => {
    if (ids[name] === undefined) throw new Error(`${each.name}: the row's call gives no ${name}`);
    return ids[name];
  };
  return { target: fill(value) + (query ? `?${query}` : ''), body, fill, query };
}
