// @vitest-environment node
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';

const web = join(import.meta.dirname, '..');
const root = join(web, '../catalogue/words');

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  );
}

function wordsOf(language: string, app: string): [string, string][] {
  const file = join(root, language, `${app}.json`);
  return existsSync(file) ? flat(JSON.parse(readFileSync(file, 'utf8')) as Tree) : [];
}

const languages = readdirSync(root);

/** Words that blame, promise or command. Clients never read them. */
const unwelcome =
  /\b(fail(ed|ure|s)?|must|should( not)? have|shouldn't|compl(y|iance|iant)|non-?complian\w*|adheren\w*|monitor(s|ed|ing)?|diagnos\w*|you are safe|streak\w*|missed|overdue|forgot|lazy|wrong|incorrect|invalid|guarantee\w*|cure[sd]?)\b|!/i;

/** Other nouns for homework: in the client's app only the client's own noun stands. */
const otherNouns = /\b(homework|tasks?|exercises?|assignments?|experiments?|worksheets?)\b/i;

describe.each(languages)('the words in %s', (language) => {
  it.each(['client', 'shared', 'clinic'])('of %s are well-formed messages', (app) => {
    for (const [key, text] of wordsOf(language, app)) {
      expect(() => new IntlMessageFormat(text, language), `${app}.${key}`).not.toThrow();
      expect(text.trim(), `${app}.${key}`).toBe(text);
      expect(text, `${app}.${key}`).not.toBe('');
    }
  });

  it.each(['client', 'shared'])('of %s blame nobody, promise nothing and do not shout', (app) => {
    for (const [key, text] of wordsOf(language, app)) expect(text, `${app}.${key}`).not.toMatch(unwelcome);
  });

  it('of the client use no noun for homework but the client’s own', () => {
    for (const [key, text] of [...wordsOf(language, 'client'), ...wordsOf(language, 'shared')])
      expect(text, key).not.toMatch(otherNouns);
  });
});

describe('the lint itself', () => {
  it.each([
    'You failed',
    'You must do this',
    'Well done!',
    'You should have',
    'compliance 80 %',
    'a 7-day streak',
    'You are safe',
  ])('notices %s', (text) => {
    expect(text).toMatch(unwelcome);
  });
});

describe('every word a screen of the client asks for', () => {
  const files = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory()
        ? files(path)
        : /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name)
          ? [path]
          : [];
    });
  const keys = new Set([...wordsOf('en', 'client'), ...wordsOf('en', 'shared')].map(([key]) => key));
  const clinic = files(join(web, 'clinic/src')).map((file) => readFileSync(file, 'utf8')); // it may use the shared words too
  const sources = [...files(join(web, 'client/src')), ...files(join(web, 'shared'))].map((file) =>
    readFileSync(file, 'utf8'),
  );
  const asked = new Set(
    sources.flatMap((source) =>
      [...source.matchAll(/\bt\(\s*(?:[^'"`()]*\?\s*)?'([\w.-]+\.[\w.-]+)'/g)].map((match) => match[1]!),
    ),
  );

  it('is there', () => {
    expect(asked.size).toBeGreaterThan(60);
    for (const key of asked) expect(keys.has(key), key).toBe(true);
  });

  it('is used: no words lie about', () => {
    const text = [...sources, ...clinic].join('\n');
    const lastPart = (key: string) => key.slice(key.lastIndexOf('.') + 1);
    const prefixes = [...text.matchAll(/`([\w.]+\.)\$\{/g)].map((match) => match[1]!);
    const unused = [...keys].filter(
      (key) =>
        !text.includes(`'${key}'`) &&
        !prefixes.some((prefix) => key.startsWith(prefix)) &&
        !text.includes(`'${lastPart(key)}'`),
    );
    expect(unused).toEqual([]);
  });
});
