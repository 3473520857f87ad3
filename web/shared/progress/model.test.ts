import { describe, expect, it } from 'vitest';
import { hoursLate, lineOf, plain, rowsOf, timeSpan, weekBars, type Progress, type Series } from './model';

const point = (answeredAt: string, value?: number) => ({
  submissionId: answeredAt,
  answeredAt,
  receivedAt: answeredAt,
  mode: 'phone' as const,
  missing: 0,
  prorated: false,
  ...(value === undefined ? { absent: 'too-many-missing' as const } : { value }),
});
const series = (points: Series['points']): Series => ({
  measureId: 'gad-7',
  scale: 'total',
  name: 'Total',
  title: 'GAD-7',
  purpose: 'outcome',
  higherIs: 'worse',
  min: 0,
  max: 21,
  part: false,
  n: points.filter((each) => each.value !== undefined).length,
  points,
});
const held = (startsAt: string) => ({ sessionId: startsAt, startsAt, state: 'held' as const });
const progress = (parts: Partial<Progress>): Progress => ({
  zone: 'UTC',
  sessions: [],
  stages: [],
  homework: [],
  series: [],
  ...parts,
});

describe('the line of a measure', () => {
  it('is broken where an answer gave no score', () => {
    const line = lineOf(
      series([
        point('2026-11-02T10:00:00Z', 14),
        point('2026-11-09T10:00:00Z'),
        point('2026-11-16T10:00:00Z', 7),
      ]),
      [],
    );
    expect(line.values).toEqual([14, null, 7]);
  });
  it('is broken where a session was held and nothing was filled in', () => {
    const of = series([point('2026-11-02T10:00:00Z', 14), point('2026-11-16T10:00:00Z', 7)]);
    expect(lineOf(of, [held('2026-11-02T11:00:00Z'), held('2026-11-16T11:00:00Z')]).values).toEqual([14, 7]);
    const line = lineOf(of, [held('2026-11-09T11:00:00Z')]);
    expect(line.values).toEqual([14, null, 7]);
    expect(line.points[1]).toBeNull();
  });
});

describe('the picture', () => {
  it('has one time axis that holds everything', () => {
    const [from, to] = timeSpan(
      progress({
        series: [series([point('2026-09-02T10:00:00Z', 14)])],
        homework: [{ from: '2026-08-31', records: [], done: 0, rated: 0 }],
      }),
      new Date('2026-11-25T10:00:00Z'),
    );
    expect(from).toBeLessThan(Date.parse('2026-08-31T00:00:00Z') / 1000);
    expect(to).toBeGreaterThan(Date.parse('2026-11-25T10:00:00Z') / 1000);
  });
  it('says in rows what it draws, and only what took place', () => {
    const rows = rowsOf(
      progress({
        series: [series([point('2026-11-09T10:00:00Z'), point('2026-11-16T10:00:00Z', 7)])],
        sessions: [held('2026-11-10T10:00:00Z'), { ...held('2026-11-30T10:00:00Z'), state: 'planned' }],
        stages: [{ stage: 'middle', from: '2026-11-12T10:00:00Z' }],
        homework: [{ from: '2026-11-09', records: [], done: 0, rated: 0 }],
      }),
    );
    expect(rows.map((row) => row.kind)).toEqual(['homework', 'no-score', 'session', 'stage', 'score']);
  });
  it('makes no quality up where nothing was rated', () => {
    const bars = weekBars([{ from: '2026-11-09', records: [], done: 0, rated: 0 }]);
    expect(bars.quality).toEqual([null]);
  });
});

it('says how late an answer arrived', () => {
  expect(hoursLate({ answeredAt: '2026-11-02T10:00:00Z', receivedAt: '2026-11-02T10:30:00Z' })).toBe(0);
  expect(hoursLate({ answeredAt: '2026-11-02T10:00:00Z', receivedAt: '2026-11-04T11:00:00Z' })).toBe(49);
});
it('writes numbers plainly', () => {
  expect([plain(7), plain(2.5), plain(7.6666)]).toEqual(['7', '2.5', '7.67']);
});
