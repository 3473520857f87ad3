// Checks the catalogue data: schemas, cross references, and the words clients read.
// Usage: node tests/catalogue-data/check.mjs   (needs the npm package `ajv` 8)
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const catalogue = process.argv[2] ? path.resolve(process.argv[2]) : path.join(root, 'catalogue');

function loadAjv() {
  for (const base of [import.meta.url, path.join(root, 'web/package.json'), path.join(root, 'package.json')]) {
    try {
      return createRequire(base)('ajv/dist/2020.js').default;
    } catch {
      // the next place may have it
    }
  }
  console.error('The npm package ajv is not installed.');
  process.exit(2);
}

const problems = [];
const complain = (file, text) => problems.push(`${path.relative(catalogue, file)}: ${text}`);
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const listJson = (dir) =>
  existsSync(dir)
    ? readdirSync(dir, { withFileTypes: true }).flatMap((e) =>
        e.isDirectory() ? listJson(path.join(dir, e.name)) : e.name.endsWith('.json') ? [path.join(dir, e.name)] : [])
    : [];

// --- schemas -------------------------------------------------------------------------------
const Ajv = loadAjv();
const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true });
for (const file of listJson(path.join(catalogue, 'schemas'))) ajv.addSchema(readJson(file));
const schema = (name) => ajv.getSchema(`https://intersession.example/schemas/${name}.schema.json`);
function conforms(file, data, name) {
  const validate = schema(name);
  if (!validate(data)) for (const e of validate.errors) complain(file, `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`);
}

const codes = {};
for (const name of ['paradigms', 'mechanisms', 'functions', 'obstacles']) {
  const file = path.join(catalogue, `${name}.json`);
  const data = readJson(file);
  conforms(file, data, name);
  codes[name] = data[name].map((x) => x.code);
  if (new Set(codes[name]).size !== codes[name].length) complain(file, 'a code stands twice');
}

{
  const file = path.join(catalogue, 'helplines/helplines.json');
  const data = readJson(file);
  conforms(file, data, 'helplines');
  for (const { country, name, checked } of data.helplines ?? [])
    if (Number.isNaN(Date.parse(checked?.on))) complain(file, `${country} ${name}: no date`);
}

// --- words ---------------------------------------------------------------------------------
const banned = readJson(path.join(here, 'client-words.json'));
const bannedPatterns = banned.patterns.map((p) => [p, new RegExp(p, 'i')]);

function syllables(word) {
  const w = word.toLowerCase().replace(/[^a-z]/g, '');
  if (w.length <= 3) return 1;
  const groups = w.replace(/(?:[^laeiouy]es|[^aeioudty]ed|[^laeiouy]e)$/, (m) => m[0]).match(/[aeiouy]{1,2}/g);
  return Math.max(1, groups ? groups.length : 1);
}

/** Flesch-Kincaid grade, plain estimate. */
export function readingGrade(text) {
  const sentences = text.split(/[.?!:;…]+(?:\s|$)/).filter((s) => /[a-z]/i.test(s));
  const words = text.match(/[A-Za-z][A-Za-z'’-]*/g) ?? [];
  if (words.length === 0) return 0;
  const total = words.reduce((n, w) => n + w.split('-').reduce((m, part) => m + (part ? syllables(part) : 0), 0), 0);
  return 0.39 * (words.length / Math.max(1, sentences.length)) + 11.8 * (total / words.length) - 15.59;
}
const maxGrade = 8;

// The only word for homework in a client's app is the one that client reads. To practise something is no name of it.
const nouns = /\b(homework|experiments?|exercises?|practices?|assignments?|action plans?)\b/i;

function checkClientText(file, where, text) {
  if (nouns.test(text)) complain(file, `${where}: a client may read another word for homework: "${text}"`);
  for (const [p, re] of bannedPatterns) if (re.test(text)) complain(file, `${where}: clients do not read /${p}/: "${text}"`);
  const words = text.match(/[A-Za-z][A-Za-z'’-]*/g) ?? [];
  if (words.length > 20) {
    const grade = readingGrade(text);
    if (grade > maxGrade) complain(file, `${where}: reading grade ${grade.toFixed(1)} > ${maxGrade}: "${text}"`);
  }
}

const sentencesOf = (text) =>
  text.split(/(?<=[.?!…])\s+|\n+/).map((s) => s.trim().toLowerCase().replace(/[^a-z0-9 ]/g, '').replace(/\s+/g, ' ').trim())
    .filter((s) => s.split(' ').length >= 3);
const seenSentence = new Map();
function remember(file, where, text) {
  for (const s of sentencesOf(text)) {
    const before = seenSentence.get(s);
    if (before) complain(file, `${where}: the sentence "${s}" also stands in ${before}`);
    else seenSentence.set(s, `${path.basename(file)} ${where}`);
  }
}

// --- worksheets ----------------------------------------------------------------------------
const own = 'https://intersession.example/fhir/StructureDefinition/';
const extension = (item, name) => (item.extension ?? []).find((e) => e.url.endsWith(`/${name}`));
const isQuestion = (item) => item.type !== 'display';

function walk(items, visit, parent = null) {
  for (const item of items) {
    visit(item, parent);
    if (item.item) walk(item.item, visit, item);
  }
}

function checkWorksheet(file, activity) {
  const sheet = activity.worksheet;
  if (!sheet.url.endsWith(`/${activity.id}`)) complain(file, 'worksheet url does not end with the id');
  const byId = new Map();
  let core = 0;
  let typed = 0;
  checkClientText(file, 'worksheet title', sheet.title);
  walk(sheet.item, (item, parent) => {
    const at = `worksheet ${item.linkId}`;
    if (byId.has(item.linkId)) complain(file, `${at}: linkId stands twice`);
    byId.set(item.linkId, item);
    checkClientText(file, at, item.text);
    for (const o of item.answerOption ?? []) checkClientText(file, `${at} option`, o.valueCoding.display);
    const options = (item.answerOption ?? []).map((o) => o.valueCoding.code);
    if (new Set(options).size !== options.length) complain(file, `${at}: an option stands twice`);
    if (extension(item, 'worksheet-core')) core += 1;
    if (extension(item, 'worksheet-moment') && parent) complain(file, `${at}: moment belongs on a top-level item`);
    if (extension(item, 'worksheet-core') && parent) complain(file, `${at}: core belongs on a top-level item`);
    if (extension(item, 'worksheet-caregiver') && parent) complain(file, `${at}: a caregiver's part belongs on a top-level item`);
    if (extension(item, 'worksheet-caregiver')?.valueCode === 'sees') {
      const own = (each) => extension(each, 'worksheet-privacy')?.valueCode === 'private' || (each.item ?? []).some(own);
      if (own(item)) complain(file, `${at}: what is private is not for a caregiver to see`);
    }
    if (extension(item, 'worksheet-pair')) {
      const two = item.item.filter(isQuestion);
      if (item.type !== 'group' || two.length !== 2 || two[0].type !== two[1].type) complain(file, `${at}: a pair is a group of two alike items`);
    }
    if (extension(item, 'worksheet-series') && !(item.type === 'integer' && item.repeats)) complain(file, `${at}: a series is a repeating integer`);
    const control = extension(item, 'questionnaire-itemControl')?.valueCodeableConcept.coding[0].code;
    if (control === 'slider') {
      const lo = extension(item, 'minValue')?.valueInteger;
      const hi = extension(item, 'maxValue')?.valueInteger;
      if (item.type !== 'integer' || lo === undefined || hi === undefined || lo >= hi) complain(file, `${at}: a slider needs an integer with minValue < maxValue`);
      const ends = (item.item ?? []).map((i) => extension(i, 'questionnaire-itemControl')?.valueCodeableConcept.coding[0].code);
      if (!ends.includes('lower') || !ends.includes('upper')) complain(file, `${at}: a slider names both ends`);
    }
    if (['lower', 'upper', 'help'].includes(control) && (item.type !== 'display' || !parent)) complain(file, `${at}: ${control} is a display item inside a question`);
    for (const { valueInteger, valueCode } of (item.extension ?? []).filter((e) => e.url.endsWith('/worksheet-alert'))) {
      if (!extension(item, 'worksheet-safety')) complain(file, `${at}: an alert on a field that is not marked safety`);
      if (valueCode !== undefined && !options.includes(valueCode)) complain(file, `${at}: an alert on the unknown option ${valueCode}`);
      if (valueInteger !== undefined && item.type !== 'integer') complain(file, `${at}: an alert from a number on, on what is no number`);
    }
    if (extension(item, 'worksheet-safety') && !activity.safety) complain(file, `${at}: safety field in an activity without safety`);
  });
  for (const item of sheet.item) if (isQuestion(item)) typed += 1;
  if (typed < 4 || typed > 10) complain(file, `worksheet has ${typed} typed items, 4 to 10 are wanted`);
  if (core < 2 || core > 4) complain(file, `worksheet has ${core} core items, 2 to 4 are wanted`);
  walk(sheet.item, (item) => {
    for (const w of item.enableWhen ?? []) {
      const q = byId.get(w.question);
      if (!q) { complain(file, `worksheet ${item.linkId}: enableWhen asks unknown ${w.question}`); continue; }
      if (w.answerCoding && !(q.answerOption ?? []).some((o) => o.valueCoding.code === w.answerCoding.code)) complain(file, `worksheet ${item.linkId}: ${w.question} has no option ${w.answerCoding.code}`);
      if (w.operator === 'exists' ? w.answerBoolean === undefined : false) complain(file, `worksheet ${item.linkId}: exists needs a boolean`);
      if (w.answerBoolean !== undefined && w.operator !== 'exists' && q.type !== 'boolean') complain(file, `worksheet ${item.linkId}: ${w.question} is no yes/no item`);
      if (w.answerInteger !== undefined && q.type !== 'integer') complain(file, `worksheet ${item.linkId}: ${w.question} is no number`);
    }
  });
  if (activity.safety && !sheet.item.some(function has(i) { return extension(i, 'worksheet-safety') || (i.item ?? []).some(has); })) complain(file, 'safety activity without a marked field');
  for (const m of activity.measures) if (m.linkId && !['integer', 'boolean', 'choice', 'decimal'].includes(byId.get(m.linkId)?.type)) complain(file, `measure ${m.linkId} is no rated worksheet item`);
  const top = new Map(sheet.item.map((i) => [i.linkId, i]));
  const ids = new Set();
  for (const v of [...activity.variants.easier, ...activity.variants.harder]) {
    if (ids.has(v.id)) complain(file, `variant ${v.id} stands twice`);
    ids.add(v.id);
    for (const f of v.fields ?? []) {
      if (!top.has(f)) complain(file, `variant ${v.id}: no top-level field ${f}`);
      for (const w of top.get(f)?.enableWhen ?? []) if (!v.fields.includes(w.question)) complain(file, `variant ${v.id}: ${f} depends on ${w.question}`);
    }
  }
  return byId;
}

// --- activities ----------------------------------------------------------------------------
const noEvidence = 'No quantitative evidence known to us.';
const dois = readJson(path.join(here, 'dois.json'));
function checkEvidence(file, evidence) {
  for (const s of evidence.sources) {
    const marks = dois[s.doi];
    if (!marks) complain(file, `DOI ${s.doi} is not on the list`);
    else if (!marks.includes(s.provenance)) complain(file, `DOI ${s.doi} does not carry the mark ${s.provenance}`);
  }
  if (evidence.statement !== noEvidence && evidence.sources.length === 0) complain(file, 'evidence without a source');
}

const activities = new Map();
const perParadigm = Object.fromEntries(codes.paradigms.map((p) => [p, 0]));
const names = new Map();
for (const file of listJson(path.join(catalogue, 'activities'))) {
  const raw = readFileSync(file, 'utf8');
  const a = JSON.parse(raw);
  const before = problems.length;
  conforms(file, a, 'activity');
  if (problems.length > before) continue;
  if (path.basename(file, '.json') !== a.id) complain(file, 'file name is not the id');
  if (path.basename(path.dirname(file)) !== a.paradigms[0]) complain(file, 'folder is not the first paradigm');
  if (activities.has(a.id)) complain(file, 'id stands twice');
  activities.set(a.id, a);
  for (const n of [a.name, a.clientName]) {
    if (names.has(n)) complain(file, `name "${n}" also stands in ${names.get(n)}`);
    names.set(n, a.id);
  }
  for (const p of a.paradigms) perParadigm[p] += 1;
  for (const p of a.paradigms) if (!a.names[p]) complain(file, `no name for ${p}`);
  for (const p of Object.keys(a.names)) if (!a.paradigms.includes(p)) complain(file, `names ${p} but is not in it`);
  if (!a.measures.some((m) => m.linkId) && !a.measures.some((m) => m.mechanism === a.mechanisms[0])) complain(file, 'the primary mechanism is not measured');
  for (const m of a.measures) if (m.mechanism && !a.mechanisms.includes(m.mechanism)) complain(file, `measure ${m.mechanism} is none of its mechanisms`);
  if (new Set(a.gates.map((g) => g.id)).size !== a.gates.length) complain(file, 'a gate stands twice');
  if (a.safety && !a.gates.some((g) => g.kind === 'hard')) complain(file, 'asks about safety without a hard gate');
  if (a.paradigms[0] === 'systemic-couple' && a.formats.includes('couple') && a.id.startsWith('couple-') && !a.gates.some((g) => g.kind === 'hard')) complain(file, 'a couple activity without a hard gate');
  checkWorksheet(file, a);
  checkEvidence(file, a.evidence);
  for (const k of ['clientName', 'clientSummary']) checkClientText(file, k, a[k]);
  for (const v of [...a.variants.easier, ...a.variants.harder]) { checkClientText(file, `variant ${v.id}`, v.name); checkClientText(file, `variant ${v.id}`, v.text); }
  for (const x of a.ifThen) checkClientText(file, 'ifThen', `If ${x.if}, then ${x.then}.`);
  for (const x of a.obstacles) { checkClientText(file, 'obstacle', x.obstacle); checkClientText(file, 'coping', x.coping); }
  for (const x of a.learningPrompts) checkClientText(file, 'learningPrompts', x);
  for (const x of a.reviewQuestions) checkClientText(file, 'reviewQuestions', x);
  a.rationale.forEach((t) => remember(file, 'rationale', t));
  a.reviewQuestions.forEach((t) => remember(file, 'reviewQuestions', t));
  a.learningPrompts.forEach((t) => remember(file, 'learningPrompts', t));
  a.obstacles.forEach((o) => { remember(file, 'obstacle', o.obstacle); remember(file, 'coping', o.coping); });
  a.ifThen.forEach((o) => { remember(file, 'if', o.if); remember(file, 'then', o.then); });
  remember(file, 'guide', a.guide);
  remember(file, 'practiceInSession', a.practiceInSession);
  remember(file, 'summary', a.summary);
  remember(file, 'clientSummary', a.clientSummary);
  for (const v of [...a.variants.easier, ...a.variants.harder]) remember(file, `variant ${v.id}`, v.text);
  if (!raw.endsWith('\n') || raw.includes('\t') || raw.includes('\r')) complain(file, 'wants two-space indent and a final newline');
}
// Activities whose known risks the literature names: never planned without a confirmed gate.
for (const id of readJson(path.join(here, 'hard-gates.json')).activities) {
  if (!activities.has(id)) problems.push(`hard-gates.json names the unknown activity ${id}`);
  else if (!activities.get(id).gates.some((g) => g.kind === 'hard')) problems.push(`${id} wants a hard gate`);
}
const minimum = Number(process.env.MIN_PER_PARADIGM ?? 3);
for (const [p, n] of Object.entries(perParadigm)) if (n < minimum) problems.push(`paradigm ${p} has ${n} activities, ${minimum} are wanted`);

// --- programmes ----------------------------------------------------------------------------
const programmes = new Set();
for (const file of listJson(path.join(catalogue, 'programmes'))) {
  const p = readJson(file);
  const before = problems.length;
  conforms(file, p, 'programme');
  if (problems.length > before) continue;
  if (path.basename(file, '.json') !== p.id) complain(file, 'file name is not the id');
  programmes.add(p.id);
  checkEvidence(file, p.evidence);
  for (const k of ['clientName', 'clientSummary']) checkClientText(file, k, p[k]);
  const ids = new Set();
  let session = 0;
  p.steps.forEach((s, i) => {
    const at = `step ${s.id}`;
    if (ids.has(s.id)) complain(file, `${at} stands twice`);
    ids.add(s.id);
    const a = activities.get(s.activityId);
    if (!a) return complain(file, `${at}: no activity ${s.activityId}`);
    for (const f of p.formats) if (!a.formats.includes(f)) complain(file, `${at}: ${s.activityId} is not meant for the format ${f}`);
    if (!a.stages.includes(s.stage)) complain(file, `${at}: ${s.activityId} is not meant for the ${s.stage} stage`);
    if (s.variant && ![...a.variants.easier, ...a.variants.harder].some((v) => v.id === s.variant)) complain(file, `${at}: no variant ${s.variant}`);
    if (s.session < session || s.session > p.sessions) complain(file, `${at}: session ${s.session} is out of order or beyond ${p.sessions}`);
    session = s.session;
    if (i === 0 && s.delivery.kind.startsWith('after-previous')) complain(file, `${at}: nothing comes before the first step`);
    remember(file, `${at} note`, s.note);
  });
}

// --- what research says ------------------------------------------------------------------------
for (const file of listJson(path.join(catalogue, 'evidence'))) {
  const e = readJson(file);
  conforms(file, e, 'evidence');
  const numbered = new Set(), ids = new Set();
  for (const each of e.effects ?? []) {
    if (ids.has(each.id)) complain(file, `${each.id} stands twice`);
    ids.add(each.id);
    if ((each.low === null) !== (each.high === null)) complain(file, `${each.id}: an interval has two ends`);
    if (each.low !== null && !(each.low <= each.estimate && each.estimate <= each.high)) complain(file, `${each.id}: the estimate lies outside its interval`);
    if (each.low === null && !each.limit.includes('No interval')) complain(file, `${each.id}: the limit must say that there is no interval`);
    for (const p of each.paradigms) numbered.add(p);
  }
  const without = new Set(e.noQuantitativeEvidence);
  for (const p of [...numbered, ...without, ...(e.withoutNumbers ?? []).flatMap((w) => w.paradigms)])
    if (!codes.paradigms.includes(p)) complain(file, `unknown paradigm ${p}`);
  for (const p of codes.paradigms)
    if (numbered.has(p) === without.has(p)) complain(file, `${p} must either have a number or stand among those without`);
  for (const w of e.withoutNumbers ?? []) if (/\d\.\d|\.\d\d/.test(w.says)) complain(file, `"${w.says}" holds an effect size`);
}

// --- the other client words -----------------------------------------------------------------
{
  const file = path.join(catalogue, 'mechanisms.json');
  for (const m of readJson(file).mechanisms) {
    for (const t of [m.clientName, m.rating.text, m.rating.low, m.rating.high]) checkClientText(file, m.code, t);
    if (m.rating.min >= m.rating.max) complain(file, `${m.code}: min >= max`);
  }
  const obstacles = path.join(catalogue, 'obstacles.json');
  for (const o of readJson(obstacles).obstacles) checkClientText(obstacles, o.code, o.text);
}

if (problems.length) {
  console.error(problems.join('\n'));
  console.error(`${problems.length} problem(s).`);
  process.exit(1);
}
console.log(`${activities.size} activities, ${programmes.size} programmes, ${seenSentence.size} sentences: all in order.`);
console.log(Object.entries(perParadigm).map(([p, n]) => `${p} ${n}`).join(', '));
