// The checker itself: each broken copy of the catalogue is refused for the right reason.
// Usage: node --test tests/catalogue-data/check_test.mjs
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const catalogue = path.resolve(here, '../../catalogue');
const record = 'activities/cognitive/thought-record.json';
const experiment = 'activities/cognitive/behavioural-experiment.json';
const course = 'programmes/erp-ocd.json';

function checkedWith(file, change) {
  const copy = mkdtempSync(path.join(tmpdir(), 'catalogue-'));
  try {
    cpSync(catalogue, copy, { recursive: true });
    if (file) {
      const target = path.join(copy, file);
      const data = JSON.parse(readFileSync(target, 'utf8'));
      change(data);
      writeFileSync(target, `${JSON.stringify(data, null, 2)}\n`);
    }
    return spawnSync(process.execPath, [path.join(here, 'check.mjs'), copy], { encoding: 'utf8' });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

test('the catalogue as it stands is in order', () => {
  const { status, stderr } = checkedWith();
  assert.equal(status, 0, stderr);
});

const broken = [
  ['an unknown key', record, (a) => { a.extra = 1; }, /additional properties/],
  ['another id than the file name', record, (a) => { a.id = 'other-record'; }, /file name is not the id/],
  ['another folder than the first paradigm', record, (a) => { a.paradigms.reverse(); }, /folder is not the first paradigm/],
  ['a linkId that stands twice', record, (a) => { a.worksheet.item[1].linkId = 'situation'; }, /linkId stands twice/],
  ['a measure without its field', record, (a) => { a.measures[0].linkId = 'nowhere'; }, /measure nowhere/],
  ['a variant with an unknown field', record, (a) => { a.variants.easier[0].fields.push('nowhere'); }, /no top-level field nowhere/],
  ['a condition on an unknown question', record, (a) => { a.worksheet.item[1].enableWhen = [{ question: 'nowhere', operator: 'exists', answerBoolean: true }]; }, /asks unknown nowhere/],
  ['a DOI nobody read', experiment, (a) => { a.evidence.sources[0].doi = '10.1000/unknown'; }, /not on the list/],
  ['a better mark than the source has', experiment, (a) => { a.evidence.sources[0].provenance = 'K'; }, /does not carry the mark K/],
  ['a sentence borrowed from another activity', record, (a) => { a.guide += ' An experiment is worth doing only if the answer is open.'; }, /also stands in behavioural-experiment/],
  ['a word of blame', record, (a) => { a.clientSummary = 'You must not fail.'; }, /clients do not read/],
  ['another word for homework', record, (a) => { a.clientSummary = 'An experiment for quiet evenings.'; }, /another word for homework/],
  ['a promise', record, (a) => { a.worksheet.title = 'This will help you'; }, /clients do not read/],
  ['a sentence that is hard to read', record, (a) => { a.worksheet.item[0].text = 'Subsequently characterise comprehensively the environmental circumstances and interpersonal contingencies immediately preceding the automatic interpretation, including physiological manifestations, idiosyncratic expectations and retrospective evaluations of probability.'; }, /reading grade/],
  ['a hard gate without a question', 'activities/behavioural/interoceptive-exposure.json', (a) => { delete a.gates[0].question; }, /question/],
  ['a known risk without a hard gate', 'activities/behavioural/interoceptive-exposure.json', (a) => { a.gates.shift(); }, /wants a hard gate/],
  ['a safety field in an activity without safety', 'activities/dialectical-behavioural/dbt-diary-card.json', (a) => { a.safety = false; }, /safety field in an activity without safety/],
  ['a slider without ends', record, (a) => { delete a.worksheet.item.find((i) => i.linkId === 'belief').item[0].item; }, /names both ends/],
  ['a programme with an unknown activity', course, (p) => { p.steps[0].activityId = 'nothing'; }, /no activity nothing/],
  ['a programme with an unknown variant', course, (p) => { p.steps[2].variant = 'nothing'; }, /no variant nothing/],
  ['a programme step in the wrong stage', course, (p) => { p.steps[1].stage = 'late'; }, /not meant for the late stage/],
];
for (const [what, file, change, reason] of broken) {
  test(`refuses ${what}`, () => {
    const { status, stderr } = checkedWith(file, change);
    assert.equal(status, 1);
    assert.match(stderr, reason);
  });
}
