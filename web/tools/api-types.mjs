// Writes shared/api/schema.d.ts from api/openapi.yaml. The file is never committed: the contract is.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const contract = new URL('../../api/openapi.yaml', import.meta.url);
const out = new URL('../shared/api/schema.d.ts', import.meta.url);

const text = existsSync(contract)
  ? astToString(await openapiTS(contract))
  : 'export type paths = Record<string, never>;\nexport type components = { schemas: Record<string, never> };\n';
if (!existsSync(out) || readFileSync(out, 'utf8') !== text) writeFileSync(out, text);
