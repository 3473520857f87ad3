// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Tree = { [key: string]: string | Tree };
const web = join(import.meta.dirname, '../..');
const read = (app: string) => JSON.parse(readFileSync(join(web, `../catalogue/words/en/${app}.json`), 'utf8')) as Tree;
const flat = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] => (typeof value === 'string' ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`)));
const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : /\.tsx?$/.test(entry.name) ? [path] : [];
  });

const clinic = new Map(flat(read('clinic')));
const known = new Set([...clinic.keys(), ...flat(read('shared')).map(([key]) => key)]);
const sources = files(join(web, 'clinic/src')).map((file) => readFileSync(file, 'utf8'));
const text = sources.join('\n');
/** Keys passed to t(), to a component's words, or named in a shortcut. */
const asked = [...text.matchAll(/(?:\bt\(\s*(?:[^'"`()]*\?\s*)?|words: )'([\w.-]+)'/g)].map((match) => match[1]!);

describe('the words of the clinic app', () => {
  it('are there for every place that asks for them', () => {
    expect(asked.length).toBeGreaterThan(200);
    for (const key of asked) expect(known.has(key), key).toBe(true);
  });

  it('are all used', () => {
    const prefixes = [...text.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1]!);
    const unused = [...clinic.keys()].filter((key) => !text.includes(`'${key}'`) && !prefixes.some((prefix) => key.startsWith(prefix)));
    expect(unused).toEqual([]);
  });

  it('use one word for one thing, and blame nobody', () => {
    const otherWords = /\b(patients?|tenants?|barriers?|non-?complian\w*|complian\w*|adheren\w*|fail(ed|ure)?|overdue|episode)\b|!/i;
    for (const [key, words] of clinic) expect(words, key).not.toMatch(otherWords);
  });
});
