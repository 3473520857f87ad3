import { describe, expect, it } from 'vitest';
import ICAL from 'ical.js';
import { calendarOf } from './calendar';

const now = new Date(2026, 10, 26, 9, 0); // Thursday, 26 November
const reminder = { words: 'Something planned', times: ['11:00'], before: 10, minutes: 15 };

/** The first instances of every entry, as a calendar program reads them. */
function read(text: string | null, count: number): string[][] {
  if (text === null) return [];
  return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((each) => {
    const event = new ICAL.Event(each);
    const every = event.iterator();
    const found: string[] = [];
    for (let next = every.next(); next && found.length < count; next = every.next()) found.push(next.toString());
    return found;
  });
}

describe('a plan in the calendar', () => {
  it('stands on its days from now on', () => {
    const weekend = { freq: 'WEEKLY' as const, byDay: ['SA' as const, 'SU' as const], start: '2026-10-29' };
    expect(read(calendarOf('a', weekend, reminder, now), 3)).toEqual([['2026-11-28T11:00:00', '2026-11-29T11:00:00', '2026-12-05T11:00:00']]);
    expect(read(calendarOf('a', { freq: 'DAILY', start: '2026-11-01' }, reminder, now), 2)).toEqual([['2026-11-26T11:00:00', '2026-11-27T11:00:00']]);
  });

  it('counts every other week from the day it was agreed', () => {
    const fortnight = { freq: 'WEEKLY' as const, interval: 2, byDay: ['MO' as const], start: '2026-11-09' };
    expect(read(calendarOf('a', fortnight, reminder, now), 2)).toEqual([['2026-12-07T11:00:00', '2026-12-21T11:00:00']]);
  });

  it('has an entry for each time of a day, and asks every day where the days are free', () => {
    const twice = { freq: 'WEEKLY' as const, perWeek: 3, start: '2026-11-20' };
    expect(read(calendarOf('a', twice, { ...reminder, times: ['08:00', '20:30'] }, now), 2)).toEqual([
      ['2026-11-27T08:00:00', '2026-11-28T08:00:00'],
      ['2026-11-26T20:30:00', '2026-11-27T20:30:00'],
    ]);
  });

  it('ends with its last day, and is nothing once it is over', () => {
    const short = { freq: 'DAILY' as const, start: '2026-11-20', until: '2026-11-27' };
    expect(read(calendarOf('a', short, reminder, now), 9)).toEqual([['2026-11-26T11:00:00', '2026-11-27T11:00:00']]);
    expect(calendarOf('a', { ...short, until: '2026-11-25' }, reminder, now)).toBeNull();
    expect(read(calendarOf('a', { freq: 'ONCE', start: '2026-12-01' }, reminder, now), 2)).toEqual([['2026-12-01T11:00:00']]);
    expect(calendarOf('a', { freq: 'ONCE', start: '2026-11-01' }, reminder, now)).toBeNull();
  });

  it('says only the words that were chosen, and speaks up before the time', () => {
    const text = calendarOf('a', { freq: 'DAILY', start: '2026-11-20' }, { ...reminder, words: 'Tea, then; a\nwalk 🙂' }, now) ?? '';
    expect(text).toContain('TRIGGER:-PT10M');
    expect(text).toContain('SUMMARY:Tea\\, then\\; a\\nwalk 🙂');
    expect(text).not.toMatch(/Intersession(?!\/\/EN)|therap|homework/i);
    expect(text.split('\r\n').every((line) => new TextEncoder().encode(line).length <= 75)).toBe(true);
    expect(new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent')!).summary).toBe('Tea, then; a\nwalk 🙂');
  });
});
