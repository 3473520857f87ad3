import { describe, expect, it } from 'vitest';
import { isDue } from './statement';

const now = new Date('2026-11-26T12:00:00Z');

describe('the statement that nobody watches', () => {
  it('is due until it was confirmed, and after 90 days again', () => {
    expect(isDue([], now)).toBe(true);
    expect(isDue([undefined, ''], now)).toBe(true);
    expect(isDue(['2026-08-28T12:00:00Z'], now)).toBe(false);
    expect(isDue(['2026-08-28T11:59:59Z'], now)).toBe(true);
  });

  it('counts the later of what the phone and the server know', () => {
    expect(isDue(['2020-01-01T00:00:00Z', '2026-11-25T00:00:00Z'], now)).toBe(false);
    expect(isDue(['2026-11-25T00:00:00Z', undefined], now)).toBe(false);
    expect(isDue(['not a time', null], now)).toBe(true);
  });
});
