// The freshness of helplines, with dates that the test gives.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'node:test';
import { shipped, stale } from './helplines.mjs';

const at = (day) => Date.parse(`${day}T00:00:00Z`);
const one = (on) => ({ freshDays: 180, helplines: [{ country: 'GB', name: 'A', number: '1', checked: { on } }] });
const script = fileURLToPath(new URL('helplines.mjs', import.meta.url));

test('a line is fresh for 180 days and stale on the 181st', () => {
  assert.deepEqual(stale(one('2026-01-01'), at('2026-06-30')), []);
  assert.equal(stale(one('2026-01-01'), at('2026-07-01')).length, 1);
});

test('a check in the future is no check, but for a day of another zone', () => {
  assert.deepEqual(stale(one('2026-01-02'), at('2026-01-01')), []);
  assert.equal(stale(one('2026-01-03'), at('2026-01-01')).length, 1);
});

test('what ships is fresh on the day it was checked and never for ever', () => {
  const data = shipped();
  assert.ok(data.helplines.length > 0);
  const days = data.helplines.map(({ checked }) => checked.on).sort();
  assert.deepEqual(stale(data, at(days[0])), []);
  assert.equal(stale(data, at('2099-01-01')).length, data.helplines.length);
});

test('a release is stopped by its exit status', () => {
  const run = (day) => spawnSync(process.execPath, [script, day], { encoding: 'utf8' });
  assert.equal(run('2026-11-26').status, 0);
  assert.equal(run('2099-01-01').status, 1);
  assert.match(run('2099-01-01').stdout, /^stale {2}GB Samaritans 116 123/m);
  assert.equal(run('tomorrow').status, 2);
  assert.doesNotThrow(() => execFileSync(process.execPath, [script, '2026-11-26']));
});
