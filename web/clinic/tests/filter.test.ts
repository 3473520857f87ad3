import { describe, expect, it } from 'vitest';
import { filterRows, reasonsIn, totals, withReason } from '../src/caseload/filter';
import { nextWeek } from '../src/client/next-week';
import { passwordProblem, secretOf } from '../src/access/fragment';
import { filterActivities, hasFacets, noFacets, suggestActivities } from '../src/library/filter';
import { matching } from '../src/app/shortcuts';
import { cleanContacts } from '../src/practice/Settings';
import type { CaseloadRow } from '../src/app/types';
import { aSummary, id } from './fixtures';

const row = (name: string): CaseloadRow => ({ clientId: id(1), name, stage: 'early', paradigms: [], week: 1, access: 'none', reasons: [], weeks: [] });

describe('finding a client', () => {
  const rows = [row('Åsa Lindqvist'), row('Sam Berg'), row('Samira Lindh')];
  it.each([
    ['', 3],
    ['sam', 2],
    ['asa', 1],
    ['lind sam', 1],
    ['  ', 3],
    ['nobody', 0],
  ])('“%s” shows %i', (query, count) => expect(filterRows(rows, query)).toHaveLength(count));

  it('keeps the order of need', () => expect(filterRows(rows, 'lind').map((each) => each.name)).toEqual(['Åsa Lindqvist', 'Samira Lindh']));
});

describe('showing one reason', () => {
  const rows: CaseloadRow[] = [
    { ...row('Åsa'), reasons: [{ kind: 'alert-open', count: 1 }, { kind: 'no-entry', count: 1 }] },
    { ...row('Sam'), reasons: [{ kind: 'no-entry', count: 1 }] },
    row('Kim'),
  ];
  it('counts everybody who has it, the most pressing reason first', () =>
    expect(reasonsIn(rows)).toEqual([
      { kind: 'alert-open', count: 1 },
      { kind: 'no-entry', count: 2 },
    ]));
  it('finds it further down too', () => expect(withReason(rows, 'no-entry').map((each) => each.name)).toEqual(['Åsa', 'Sam']));
  it('shows everybody where none is asked for', () => expect(withReason(rows, '')).toHaveLength(3));
});

it('adds up eight weeks', () => {
  const week = { from: '2026-11-23', done: 1, partly: 2, tried: 3, notReached: 4 };
  expect(totals([week, week])).toEqual({ done: 2, partly: 4, tried: 6, notReached: 8, all: 20 });
});

describe('activities', () => {
  const list = [
    aSummary({ activityId: 'diary', name: 'Sleep diary', minutes: 5, mechanisms: ['SKILL'] }),
    aSummary({ activityId: 'test', name: 'Behavioural experiment', paradigms: ['cognitive'], mechanisms: ['COG', 'INH'], stages: ['middle'], minutes: 15 }),
    aSummary({ activityId: 'couple', name: 'Talk', paradigms: ['cognitive'], mechanisms: ['COG'], stages: ['middle'], formats: ['couple'] }),
  ];
  const terms = { paradigms: [{ code: 'cognitive', name: 'Cognitive' }], mechanisms: [{ code: 'INH', name: 'Inhibitory learning' }], functions: [], obstacles: [] };
  const found = (change: object) => filterActivities(list, { ...noFacets, ...change }, terms).map((each) => each.activityId);

  it('are found by words and by every facet', () => {
    expect(found({})).toHaveLength(3);
    expect(found({ q: 'inhibitory exper' })).toEqual(['test']);
    expect(found({ paradigm: 'cognitive' })).toEqual(['test', 'couple']);
    expect(found({ mechanism: 'SKILL' })).toEqual(['diary']);
    expect(found({ stage: 'middle', format: 'individual' })).toEqual(['test']);
    expect(found({ maxMinutes: 5 })).toEqual(['diary']);
    expect(found({ ageGroup: 'child' })).toEqual([]);
  });

  it('are suggested by fit, with the reason', () => {
    const suggested = suggestActivities(list, { stage: 'middle', paradigms: ['cognitive'], mechanisms: ['COG'], format: 'individual' });
    expect(suggested.map((each) => each.activity.activityId)).toEqual(['test', 'couple', 'diary']);
    expect(suggested[0]?.matches).toEqual([
      { kind: 'mechanism', code: 'COG' },
      { kind: 'paradigm', code: 'cognitive' },
      { kind: 'stage', code: 'middle' },
    ]);
    expect(suggested[2]?.matches).toEqual([]);
  });

  it('are suggested in another order when the stage changes', () => {
    const first = (stage: 'early' | 'middle' | 'late') => {
      const [suggestion] = suggestActivities(
        [aSummary({ activityId: 'begin', stages: ['early'] }), aSummary({ activityId: 'change', stages: ['middle'] }), aSummary({ activityId: 'keep', stages: ['late'] })],
        { stage, paradigms: [], mechanisms: [], format: 'individual' },
      );
      return [suggestion?.activity.activityId, suggestion?.matches];
    };
    expect(first('early')).toEqual(['begin', [{ kind: 'stage', code: 'early' }]]);
    expect(first('middle')).toEqual(['change', [{ kind: 'stage', code: 'middle' }]]);
    expect(first('late')).toEqual(['keep', [{ kind: 'stage', code: 'late' }]]);
  });

  it('of a hundred entries are found and put in order within 50 ms', () => {
    const many = Array.from({ length: 100 }, (_, index) => aSummary({ activityId: `a${index}`, name: `Activity ${index}`, stages: [index % 2 ? 'early' : 'middle'], ...(index % 3 ? {} : { author: 'Dr Lund' }) }));
    const begin = performance.now();
    const found = suggestActivities(filterActivities(many, { ...noFacets, q: 'activity 9', stage: 'early' }, terms), { stage: 'early', paradigms: ['cognitive'], mechanisms: ['COG'], format: 'individual' });
    expect(performance.now() - begin).toBeLessThan(50);
    expect(found.map((each) => each.activity.activityId)).toEqual(many.filter((each, index) => index % 2 === 1 && each.name.includes('9')).map((each) => each.activityId));
  });

  it('say whether anything is narrowed down', () => {
    expect(hasFacets(noFacets)).toBe(false);
    expect(hasFacets({ ...noFacets, maxMinutes: 5 })).toBe(true);
  });
});

describe('the next session', () => {
  it('is suggested on the same weekday and time, in a week that is still ahead', () => {
    expect(nextWeek([{ startsAt: '2026-11-20T14:00', state: 'held' }], '2026-11-24')).toBe('2026-11-27T14:00');
    expect(nextWeek([{ startsAt: '2026-09-04T14:00', state: 'held' }], '2026-11-24')).toBe('2026-11-27T14:00');
    expect(nextWeek([{ startsAt: '2026-12-04T09:00', state: 'cancelled' }], '2026-11-24')).toBe('2026-12-01T10:00');
  });
});

describe('links with a secret', () => {
  it.each([
    ['#abc123', 'abc123'],
    ['#secret=abc%20d', 'abc d'],
    ['#x=1&secret=abc', 'abc'],
    ['', ''],
    ['#%', '%'],
  ])('%s', (hash, secret) => expect(secretOf(hash)).toBe(secret));

  it('want a password of twelve characters, whatever they are', () => {
    expect(passwordProblem('short')).toBe('short');
    expect(passwordProblem('ååååååååååå å')).toBeNull();
    expect(passwordProblem('x'.repeat(129))).toBe('long');
    expect(passwordProblem('correct horse', 'correct hors')).toBe('differ');
  });
});

describe('keys', () => {
  const run = () => undefined;
  const all = [
    { keys: '/', words: 'a', run },
    { keys: 'g c', words: 'b', run },
    { keys: 'Ctrl+Enter', words: 'c', run },
    { keys: '/', words: 'd', run },
  ];
  const press = (key: string, before = '', typing = false, ctrlKey = false) => matching(all, { key, ctrlKey, metaKey: false, altKey: false }, before, typing)?.words;
  it('mean what the last screen that named them says', () => expect(press('/')).toBe('d'));
  it('can be two in a row', () => {
    expect(press('c', 'g')).toBe('b');
    expect(press('c')).toBeUndefined();
  });
  it('are letters while somebody types, except with Ctrl', () => {
    expect(press('/', '', true)).toBeUndefined();
    expect(press('Enter', '', true, true)).toBe('c');
  });
});

it('sends only contacts with a name', () => {
  expect(cleanContacts([{ label: ' ', phone: '1' }, { label: ' Practice ', phone: ' 12 ', hours: '', note: '' }])).toEqual([{ label: 'Practice', phone: '12' }]);
});
