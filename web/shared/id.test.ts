import { afterEach, describe, expect, it, vi } from 'vitest';
import { newId } from './id';

describe('newId', () => {
  afterEach(() => vi.useRealTimers());

  it('begins with the hour, and with no more of the time', () => {
    vi.useFakeTimers({ now: new Date('2026-11-27T03:41:07.123Z') });
    const night = newId();
    expect(night).toMatch(/^[0-9a-f]{32}$/);
    expect(parseInt(night.slice(0, 12), 16)).toBe(Date.parse('2026-11-27T03:00:00Z'));
    vi.setSystemTime(new Date('2026-11-27T04:00:00Z'));
    expect(newId() > night).toBe(true);
  });

  it('comes only once', () => {
    const made = Array.from({ length: 1000 }, newId);
    expect(new Set(made).size).toBe(made.length);
  });
});
