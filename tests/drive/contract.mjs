// api/openapi.yaml as a checker: every answer that a test sees is held against it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const root = new URL('../../', import.meta.url);
const require = createRequire(new URL('web/package.json', root));
const yaml = require('js-yaml');
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;

export const contract = yaml.load(readFileSync(new URL('api/openapi.yaml', root), 'utf8'));

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ $id: 'contract', ...contract }, 'contract');

/** Operations as [{method, path, operation}]. */
export const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => ['get', 'put', 'post', 'delete', 'patch'].includes(method))
    .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

function patternOf(path) {
  return new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`);
}

/** What answered with success so far, as "GET /api/v1/me". */
export const successes = new Set();

/** The operation of the contract that a request is one of. */
export function operationFor(method, path) {
  const found = operations.filter((each) => each.method === method && patternOf(each.path).test(path));
  // A literal segment wins over a parameter.
  return found.sort((a, b) => (a.path.match(/\{/g) ?? []).length - (b.path.match(/\{/g) ?? []).length)[0];
}

/** Everything that an answer has against the contract; empty when it keeps it. */
export function complaints(method, target, status, contentType, body) {
  const path = target.split('?')[0];
  const found = operationFor(method, path);
  if (!found) return [`${method} ${path} is not in the contract`];
  if (status < 300) successes.add(`${method} ${found.path}`);
  let response = found.operation.responses[status] ?? found.operation.responses.default;
  if (!response) return [`${method} ${found.path} must not answer ${status}`];
  if (response.$ref) response = contract.components.responses[response.$ref.split('/').pop()];
  if (!response.content) return body ? [`${method} ${found.path} ${status} must have no body`] : [];
  const [type] = Object.keys(response.content);
  if (!contentType?.startsWith(type)) return [`${method} ${found.path} ${status}: ${contentType} in place of ${type}`];
  if (!type.endsWith('json')) return body ? [] : [`${method} ${found.path} ${status} must have a body`];
  const name = response.content[type].schema.$ref.split('/').pop();
  const validate = ajv.getSchema(`contract#/components/schemas/${name}`);
  if (validate(JSON.parse(body))) return [];
  return validate.errors.map((error) => `${method} ${found.path} ${status}: ${name}${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}
