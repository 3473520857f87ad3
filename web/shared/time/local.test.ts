// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { localTime, offsetText, wallDate } from './local';

describe('local time', () => {
  it('knows wall time and offset in a zone, also around a change of the clock', () => {
    expect(localTime(new Date('2026-11-24T09:00:00Z'), 'Europe/Stockholm')).toEqual({
      local: '2026-11-24T10:00:00',
      zone: 'Europe/Stockholm',
      offsetMinutes: 60,
    });
    expect(localTime(new Date('2026-07-01T22:30:00Z'), 'Europe/Stockholm')).toMatchObject({
      local: '2026-07-02T00:30:00',
      offsetMinutes: 120,
    });
    // The hour that happens twice: the offset tells the two apart.
    expect(localTime(new Date('2026-10-25T00:30:00Z'), 'Europe/Stockholm')).toMatchObject({
      local: '2026-10-25T02:30:00',
      offsetMinutes: 120,
    });
    expect(localTime(new Date('2026-10-25T01:30:00Z'), 'Europe/Stockholm')).toMatchObject({
      local: '2026-10-25T02:30:00',
      offsetMinutes: 60,
    });
  });
  it('knows offsets that are no whole hours, and the west', () => {
    expect(localTime(new Date('2026-11-24T09:00:00.750Z'), 'Asia/Kathmandu').offsetMinutes).toBe(345);
    expect(localTime(new Date('2026-11-24T09:00:00Z'), 'America/St_Johns').offsetMinutes).toBe(-210);
    expect([offsetText(345), offsetText(-210), offsetText(0)]).toEqual(['+05:45', '-03:30', '+00:00']);
  });
  it('shows a wall time as it was said', () => {
    const date = wallDate('2026-11-24T10:05');
    expect([date.getFullYear(), date.getMonth(), date.getDate(), date.getHours(), date.getMinutes()]).toEqual(
      [2026, 10, 24, 10, 5],
    );
  });
});
