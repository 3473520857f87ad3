// The demo's practice through the real binary: consent, the Insight screen's answers, the report and the export.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Person, Server, binary, freePort, newClient, newId, temporaryFolder } from '../drive/server.mjs';

const evidence = (...args) => spawnSync(binary, ['evidence', ...args], { encoding: 'utf8' });
const entries = () => {
  const audit = spawnSync(binary, ['verify-audit', '--data', data], { encoding: 'utf8' });
  assert.equal(audit.status, 0, audit.stdout + audit.stderr);
  return Number(audit.stdout.match(/(\d+) entries/)[1]);
};

const data = temporaryFolder('insight');
const out = temporaryFolder('insight-out');
const server = new Server({ data, port: await freePort(), args: ['--demo'] });
await server.start();
let clients;
let withSessions;
try {
  const { email, password } = JSON.parse(readFileSync(join(data, 'demo-sign-in.json'), 'utf8'));
  const therapist = new Person(server);
  await therapist.call('POST', '/api/v1/sign-in', { email, password });
  clients = (await therapist.call('GET', '/api/v1/caseload')).clients.map((each) => each.clientId);
  assert.ok(clients.length >= 5);

  const ready = async () => {
    for (let k = 0; k < 400; k += 1) {
      const found = await therapist.call('GET', '/api/v1/insight');
      if (found.state === 'ready') return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return assert.fail('the analysis was not made');
  };
  const before = await ready();
  assert.equal(before.study.verdict, 'refused', 'nobody has agreed yet');
  assert.match(before.source, /^0 sessions of 0 clients who agreed/);
  assert.equal(before.study.headline, undefined);

  for (const clientId of clients) {
    const { client } = await therapist.call('GET', `/api/v1/clients/${clientId}`);
    assert.deepEqual(client.consent, { analysis: false, studies: [] }, 'no by default');
    const consent = { analysis: true, studies: ['walks'] };
    const saved = await therapist.call('PUT', `/api/v1/clients/${clientId}/consent`, { ...consent, version: client.version });
    assert.deepEqual(saved.client.consent, consent);
    const renamed = await therapist.call('PUT', `/api/v1/clients/${clientId}`, {
      name: client.name,
      callName: 'Somebody',
      zone: client.zone,
      treatment: { stage: 'early', paradigms: [], mechanisms: [], format: 'individual' },
      version: saved.client.version,
    });
    assert.deepEqual(renamed.client.consent, consent, 'correcting a name keeps it');
  }
  const after = await ready();
  withSessions = Number(after.source.match(/of (\d+) clients who agreed to analysis; 0 others/)[1]);
  assert.ok(withSessions >= 5, after.source);
  assert.equal(after.pictures.length, 10);
  const picture = await therapist.server.send('GET', '/api/v1/insight/pictures/forest', { cookie: therapist.cookie });
  assert.equal(picture.status, 200);
  assert.match(picture.headers['content-type'], /^image\/svg\+xml/);
  assert.match(picture.text, /^<svg /);

  // Enough clients for a study: some agree to another one only, and nobody's name may leave.
  for (let k = 0; k < 9; k += 1) {
    const added = await newClient(therapist, `Studyname ${k}`);
    for (const day of ['2020-01-06', '2020-01-13'])
      await therapist.call('PUT', `${added.base}/sessions/${newId()}`, {
        treatmentId: added.treatmentId,
        startsAt: `${day}T10:00`,
        state: 'held',
      });
    const { client } = await therapist.call('GET', added.base);
    await therapist.call('PUT', `${added.base}/consent`, {
      analysis: false,
      studies: [k < 7 ? 'many' : 'another study'],
      version: client.version,
    });
  }
  for (const clientId of clients) {
    const { client } = await therapist.call('GET', `/api/v1/clients/${clientId}`);
    const consent = { analysis: true, studies: ['walks', 'many'], version: client.version };
    await therapist.call('PUT', `/api/v1/clients/${clientId}/consent`, consent);
  }
  console.log(`${after.source}\n${after.study.verdict}: ${after.study.verdict_text}`);
} finally {
  await server.stop();
}

const rows = entries();
const page = join(out, 'report.html');
const report = evidence('report', '--data', data, '--out', page);
assert.ok(report.status === 0 || report.status === 2, report.stderr);
const html = readFileSync(page, 'utf8');
assert.match(html, /clients who agreed to analysis/);
assert.doesNotMatch(html, /<script|href=|src=/);
if (report.status === 2) assert.doesNotMatch(html, /<h2>Figures<\/h2>/, 'a refusal holds no figure');
assert.equal(entries(), rows + 1, 'one audit row for the report');

const few = evidence('export', '--data', data, '--study', 'walks', '--out', join(out, 'walks'));
assert.equal(few.status, withSessions < 10 ? 2 : 0, few.stderr);
assert.equal(existsSync(join(out, 'walks', 'sessions.csv')), withSessions >= 10, 'below the cell limit nothing leaves');
assert.equal(evidence('export', '--data', data, '--study', 'another', '--out', join(out, 'another')).status, 2);
assert.equal(entries(), rows + 3);
const many = join(out, 'many');
assert.equal(evidence('export', '--data', data, '--study', 'many', '--out', many).status, 0);
assert.equal(entries(), rows + 4, 'one audit row for each export, refused or not');
const lines = readFileSync(join(many, 'sessions.csv'), 'utf8').trim().split('\n').map((line) => line.split(','));
const columns = lines[0];
assert.deepEqual(
  readFileSync(join(many, 'dictionary.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',')[0]).sort(),
  [...columns].sort(),
  'the dictionary tells of every column and of no other',
);
const column = (name) => lines.slice(1).map((line) => line[columns.indexOf(name)]);
assert.equal(new Set(column('client')).size, withSessions + 7, 'those who agreed to this study, and nobody else');
assert.ok(column('client').every((name) => /^client \d+$/.test(name)));
assert.doesNotMatch(lines.join(), /Studyname|Somebody/);
for (const name of ['hw_type', 'stage'])
  for (const word of new Set(column(name).filter(Boolean))) {
    const sharing = new Set(column('client').filter((_, at) => column(name)[at] === word));
    assert.ok(sharing.size >= 5, `${name} ${word} is shared by ${sharing.size} clients`);
  }
assert.match(readFileSync(join(many, 'fit.R'), 'utf8'), /read\.csv\("sessions\.csv"/);
assert.equal(evidence('report', '--data', join(out, 'nowhere'), '--out', page).status, 1);
assert.ok(!existsSync(join(out, 'nowhere')), 'a mistyped folder is not made');
console.log('consent, insight, report and export: in order');
