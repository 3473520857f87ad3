// A second scorer, written from the publications and manuals and not from catalogue/measures: two people who make the
// same mistake in both is what a test cannot find, but one mistake in one of them it can.
//   node tests/measures/second-scorer.mjs          writes second-scorer.json anew
//   node --test tests/measures/second-scorer.mjs   checks that the file is what this program makes
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const from = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const pick = (answers, numbers) => numbers.map((n) => answers[n - 1]);
const total = (values) => values.reduce((sum, value) => sum + value, 0);
const complete = (values) => !values.includes(null);
/** Person-mean substitution for at most `allowed` gaps; the sum becomes a whole number, half up. */
function substituted(values, allowed) {
  const there = values.filter((value) => value !== null);
  if (there.length === 0 || values.length - there.length > allowed) return null;
  if (complete(values)) return total(values);
  return Math.floor((total(there) / there.length) * values.length + 0.5);
}
const sum = (values) => (complete(values) ? total(values) : null);
const turned = (answers, numbers, low, high) =>
  answers.map((value, i) => (value !== null && numbers.includes(i + 1) ? low + high - value : value));

export const scorers = {
  // Kroenke, Spitzer & Williams 2001: nine items 0-3, up to two missing replaced by the mean of the rest.
  'phq-9': { items: 9, low: 0, high: 3, score: (a) => ({ total: substituted(a, 2) }) },
  // Spitzer et al. 2006: seven items 0-3, the same rule.
  'gad-7': { items: 7, low: 0, high: 3, score: (a) => ({ total: substituted(a, 2) }) },
  // PCL-5 (National Center for PTSD): 20 items 0-4; clusters B 1-5, C 6-7, D 8-14, E 15-20.
  'pcl-5': {
    items: 20, low: 0, high: 4,
    score: (a) => ({
      total: sum(a), B: sum(pick(a, from(1, 5))), C: sum(pick(a, from(6, 7))),
      D: sum(pick(a, from(8, 14))), E: sum(pick(a, from(15, 20))),
    }),
  },
  // Lovibond & Lovibond 1995: seven items each, doubled; one missing item in a scale is replaced by the mean.
  'dass-21': {
    items: 21, low: 0, high: 3,
    score: (a) => {
      const doubled = (numbers) => {
        const value = substituted(pick(a, numbers), 1);
        return value === null ? null : 2 * value;
      };
      return {
        depression: doubled([3, 5, 10, 13, 16, 17, 21]),
        anxiety: doubled([2, 4, 7, 9, 15, 19, 20]),
        stress: doubled([1, 6, 8, 11, 12, 14, 18]),
      };
    },
  },
  // Meyer et al. 1990: 16 items 1-5; 1, 3, 8, 10 and 11 are worded the other way round.
  pswq: { items: 16, low: 1, high: 5, score: (a) => ({ total: sum(turned(a, [1, 3, 8, 10, 11], 1, 5)) }) },
  // Diener et al. 1985: five items 1-7.
  swls: { items: 5, low: 1, high: 7, score: (a) => ({ total: sum(a) }) },
  // WHO-5: five items 0-5; raw 0-25, and times four as a percentage.
  'who-5': {
    items: 5, low: 0, high: 5,
    score: (a) => ({ raw: sum(a), percent: complete(a) ? 4 * total(a) : null }),
  },
  // Kessler: ten items 1-5.
  k10: { items: 10, low: 1, high: 5, score: (a) => ({ total: sum(a) }) },
  // Kessler: six items 0-4.
  k6: { items: 6, low: 0, high: 4, score: (a) => ({ total: sum(a) }) },
  // Barkham et al. 2013: ten items 0-4, 2 and 3 positive; one missing item is replaced by the mean.
  'core-10': { items: 10, low: 0, high: 4, score: (a) => ({ total: substituted(turned(a, [2, 3], 0, 4), 1) }) },
  // Raes et al. 2011: twelve items 1-5; self-judgement, isolation and over-identification reversed; the mean.
  'scs-sf': {
    items: 12, low: 1, high: 5,
    score: (a) => {
      const value = sum(turned(a, [1, 4, 8, 9, 11, 12], 1, 5));
      return { total: value === null ? null : Math.round((value / 12) * 100 + 1e-7) / 100 };
    },
  },
  // Sheikh & Yesavage 1986: fifteen yes/no items (yes 1); a point for "no" to 1, 5, 7, 11 and 13.
  'gds-15': { items: 15, low: 0, high: 1, score: (a) => ({ total: sum(turned(a, [1, 5, 7, 11, 13], 0, 1)) }) },
};

/** Park & Miller's generator, so that the file is the same on every machine. */
function random(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

export function cases() {
  const next = random(20261125);
  const made = [];
  for (const [id, { items, low, high, score }] of Object.entries(scorers)) {
    for (let i = 0; i < 60; ++i) {
      const gaps = i % 3 === 0 ? 0 : i % 3 === 1 ? 1 / items : 2 / items;
      const answers = from(1, items).map(() => {
        const value = low + Math.floor(next() * (high - low + 1));
        return next() < gaps ? null : value;
      });
      made.push({ id, answers, scores: score(answers) });
    }
  }
  return made;
}

const file = fileURLToPath(new URL('second-scorer.json', import.meta.url));
const text = `{"cases": [\n${cases().map((each) => JSON.stringify(each)).join(',\n')}\n]}\n`;
if (process.env.NODE_TEST_CONTEXT) {
  const { test } = await import('node:test');
  const assert = await import('node:assert');
  test('second-scorer.json is what this program makes', () => assert.equal(readFileSync(file, 'utf8'), text));
} else {
  writeFileSync(file, text);
}
