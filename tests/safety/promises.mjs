// No string of the product promises what it cannot do, or names what it does not make: nobody watches, nothing is
// diagnosed, rated or foretold about one person. Looks through every string of the catalogue, the screens' words, the
// server's and the web apps' sources. What is said to deny it is allowed by its own words, in `allowed`.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Checks } from '../drive/check.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const checks = new Checks();

const forbidden = [
  /\b(we|it|this app|the app|intersession) (are|is) monitor/i,
  /\bmonitored\b/i,
  /\bsome(one|body) will (contact|call|reach|help)\b/i,
  /\bwe will (contact|call|reach|help) you\b/i,
  /\byou('| a)re safe\b/i,
  /\bhelp is on (the|its) way\b/i,
  /\b(app|product|intersession|practice|we) keeps? you safe\b/i,
  /\bround[- ]the[- ]clock\b/i,
  /\b24\/7\b/,
  /\brisk (score|level|rating|class)/i,
  /\b(high|low|moderate|severe) risk\b/i,
  /\bdiagnos(e|es|ed|ing|is)\b/i,
  /\b(app|software|product|intersession|server|system|we|this|which|that) (will |can |automatically )?(detect|predict)(s|ed)?\b/i,
  /\bguarantee/i,
];

/** Sentences that may hold such a word, and why. */
const allowed = JSON.parse(readFileSync(new URL('promises-allowed.json', import.meta.url), 'utf8'));
const isAllowed = (text) => allowed.some(({ says }) => text.includes(says));

const files = (folder, ends) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path, ends);
    return ends.some((end) => entry.name.endsWith(end)) && !/\.test\./.test(entry.name) ? [path] : [];
  });

function* jsonTexts(value, at = '') {
  if (typeof value === 'string') yield [at, value];
  else if (value !== null && typeof value === 'object')
    for (const [key, each] of Object.entries(value)) yield* jsonTexts(each, `${at}/${key}`);
}

/** String literals of C++ and TypeScript, comments left out; neighbours joined, as the compiler joins them. */
export function literals(source) {
  const found = [];
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|R"\(([\s\S]*?)\)"|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g;
  let end = -1;
  for (const match of source.matchAll(token)) {
    const text = match[1] ?? match[2] ?? match[3] ?? match[4];
    if (text === undefined) continue;
    if (end >= 0 && /^\s*$/.test(source.slice(end, match.index))) found[found.length - 1] += text;
    else found.push(text);
    end = match.index + match[0].length;
  }
  return found.filter((text) => /\s/.test(text));
}

export function promises(text) {
  return forbidden.filter((pattern) => pattern.test(text)).length > 0 && !isAllowed(text);
}

const texts = [];
for (const path of files(join(root, 'catalogue'), ['.json'])) {
  const name = relative(root, path);
  if (/^catalogue\/(schemas|evidence)\//.test(name)) continue;
  for (const [at, text] of jsonTexts(JSON.parse(readFileSync(path, 'utf8')))) texts.push([`${name}#${at}`, text]);
}
const sources = [
  ...files(join(root, 'src'), ['.cpp', '.hpp']),
  ...['client/src', 'clinic/src', 'shared'].flatMap((folder) => files(join(root, 'web', folder), ['.ts', '.tsx'])),
];
for (const path of sources)
  for (const text of literals(readFileSync(path, 'utf8'))) texts.push([relative(root, path), text]);

checks.check(`${texts.length} strings of ${sources.length} sources and the catalogue were read`, texts.length > 10_000);
checks.check(
  'none promises what the product cannot do',
  texts.filter(([, text]) => promises(text)).map(([place, text]) => `${place}: ${text.slice(0, 160)}`),
);
checks.check(
  'every exception is still needed',
  allowed
    .filter(({ says }) => !texts.some(([, text]) => text.includes(says)))
    .map(({ says }) => `nothing says "${says}" any more`),
);
checks.check(
  'the list bites',
  [
    'We are monitoring you',
    'Someone will contact you soon',
    'You are safe now',
    'Help is on the way',
    'Your risk level is high',
    'This detects a relapse',
    'We diagnose depression',
    'Watched round the clock',
  ].filter((text) => !promises(text)),
);
checks.check(
  'strings are found where compilers find them',
  JSON.stringify(literals('f("a b" "c d"); // "no one"\n/* "not this" */ g(\'x y\', `p q`);')) ===
    JSON.stringify(['a bc d', 'x y', 'p q']),
);
checks.finish();
