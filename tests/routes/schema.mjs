// The request schemas of api/openapi.yaml, walked: what may be wrong with a body, and where people write freely.
import { contract } from '../drive/contract.mjs';

export function resolve(schema) {
  if (!schema.$ref) return schema;
  const name = schema.$ref.split('/').pop();
  return { ...contract.components.schemas[name], ...schema, $ref: undefined, name };
}

export const schemaOf = (name) => resolve({ $ref: `#/components/schemas/${name}` });

const escape = (token) => String(token).replaceAll('~', '~0').replaceAll('/', '~1');
export const pointerTo = (base, token) => `${base}/${escape(token)}`;

/** The least value that a schema allows. */
export function sample(schema) {
  const found = resolve(schema);
  if (found.enum) return found.enum[0];
  switch (found.type) {
    case 'object':
      return Object.fromEntries((found.required ?? []).map((name) => [name, sample(found.properties[name])]));
    case 'array':
      return [];
    case 'integer':
      return found.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return textFor(found);
  }
}

function textFor({ name, pattern }) {
  if (name === 'Zone') return 'Europe/Oslo';
  if (pattern === undefined) return 'text';
  for (const each of ['0'.repeat(32), '2026-05-06T10:00', '2026-05-06', '10:30'])
    if (new RegExp(pattern).test(each)) return each;
  throw new Error(`no sample for ${pattern}`);
}

/** The value at a path of tokens of a copy of the body, changed; objects and lists on the way are made. */
function changed(body, schema, tokens, change) {
  const copy = structuredClone(body ?? {});
  let at = copy;
  let found = resolve(schema);
  tokens.slice(0, -1).forEach((token) => {
    const next = typeof token === 'number' ? found.items : found.properties[token];
    if (at[token] === undefined) at[token] = sample(next);
    at = at[token];
    found = resolve(next);
  });
  change(at, tokens.at(-1));
  return copy;
}

const wrongType = { string: 17, integer: 'seven', boolean: 'perhaps', object: [], array: {} };

/** Wrong values for one place: [why, value]. */
function wrongValues(schema) {
  const found = resolve(schema);
  const values = [['of another type', found.type === undefined ? 17 : wrongType[found.type]]];
  if (found.type === 'string') {
    if (found.enum || found.pattern || found.name === 'Zone') values.push(['no such word', 'no-such-word']);
    else values.push(['too long', 'x'.repeat(found.maxLength + 1)], ['a list', ['x']]);
  }
  if (found.type === 'integer') {
    values.push(['not whole', 1.5]);
    if (found.minimum !== undefined) values.push(['too small', found.minimum - 1]);
    if (found.maximum !== undefined) values.push(['too large', found.maximum + 1]);
  }
  if (found.type === 'array' && found.maxItems)
    values.push(['too many', Array.from({ length: found.maxItems + 1 }, () => sample(found.items))]);
  return values;
}

/** Every way in which one place of a body can be wrong: [{why, pointer, body}]. */
export function mistakes(name, body) {
  const top = schemaOf(name);
  const found = [];
  const add = (why, tokens, change) =>
    found.push({
      why,
      pointer: tokens.reduce(pointerTo, ''),
      tokens,
      body: changed(body, top, tokens, change),
    });
  const walk = (schema, tokens, above = []) => {
    if (above.includes(schema.name ?? 'no name')) return;
    const names = [...above, schema.name];
    if (schema.type === 'object' && schema.properties) {
      if (schema.additionalProperties === false)
        add('unknown', [...tokens, 'notInTheContract'], (at, key) => (at[key] = 1));
      for (const [key, each] of Object.entries(schema.properties)) {
        const place = [...tokens, key];
        if (schema.required?.includes(key)) add('missing', place, (at, last) => delete at[last]);
        for (const [why, value] of wrongValues(each)) add(why, place, (at, last) => (at[last] = value));
        walk(resolve(each), place, names);
      }
    }
    if (schema.type === 'array' && !names.includes(resolve(schema.items).name ?? 'no name')) {
      const place = [...tokens, 0];
      for (const [why, value] of wrongValues(schema.items)) add(why, place, (at, last) => (at[last] = value));
      walk(resolve(schema.items), place, names);
    }
  };
  walk(top, []);
  return found;
}

/** A body whose every member is of a wrong type, and the pointers of all of them. */
export function allWrong(name) {
  const { properties = {} } = schemaOf(name);
  const body = Object.fromEntries(
    Object.entries(properties).map(([key, each]) => [key, wrongValues(each)[0][1]]),
  );
  return {
    body: { ...body, notInTheContract: 1 },
    pointers: [...Object.keys(body), 'notInTheContract'].map((key) => pointerTo('', key)),
  };
}

/** Where a request's body takes text that no list, form or zone bounds: paths such as "plan.ifThen[].if". */
export function freeTexts(name) {
  const found = [];
  const walk = (schema, path, above) => {
    const here = resolve(schema);
    if (above.includes(here.name ?? 'no name')) return;
    const names = [...above, here.name];
    if (here.type === 'object')
      for (const [key, each] of Object.entries(here.properties ?? {}))
        walk(each, path ? `${path}.${key}` : key, names);
    else if (here.type === 'array') walk(here.items, `${path}[]`, names);
    else if (here.type === 'string' && isFree(here)) found.push({ path, schema: here });
  };
  walk(schemaOf(name), '', []);
  return found;
}

export const isFree = (schema) => !schema.enum && !schema.pattern && !schema.format && schema.name !== 'Zone';
