import { describe, expect, it } from 'vitest';
import { countries, helplines, isStale } from './helplines';

const line = (on: string) => ({ checked: { on } });

describe('lines to choose from', () => {
  it('grow stale after 180 days', () => {
    expect(isStale(line('2026-01-01'), new Date('2026-06-30T12:00:00Z'), 180)).toBe(false);
    expect(isStale(line('2026-01-01'), new Date('2026-07-02T12:00:00Z'), 180)).toBe(true);
  });

  it('are not fresh because somebody wrote a day to come, or none', () => {
    expect(isStale(line('2026-03-01'), new Date('2026-01-01T00:00:00Z'), 180)).toBe(true);
    expect(isStale(line('soon'), new Date('2026-01-01T00:00:00Z'), 180)).toBe(true);
  });

  it('each name a source, and are of some country', () => {
    expect(countries.length).toBeGreaterThan(0);
    for (const each of helplines) expect(each.source).toMatch(/^https:\/\//);
  });
});
