// A plan as entries for the phone's own calendar (iCalendar, RFC 5545): the reminder is the client's, works without a
// connection, and nobody else learns of it. Times are wall-clock times of wherever the phone is.
import ICAL from 'ical.js';
import type { components } from '@shared/api';

type Recurrence = components['schemas']['Recurrence'];

export interface Reminder {
  /** What stands in the calendar, which others may see. */
  words: string;
  /** Clock times, "18:00"; those of the plan, or one of the client's choice where it has none. */
  times: readonly string[];
  /** How many minutes before the time the phone speaks up. */
  before: number;
  /** How long it takes. */
  minutes: number;
}

/** RRULE of a plan; null for what happens once. Some times a week on any day are asked about every day. */
function ruleOf({ freq, interval = 1, byDay = [], perWeek, until }: Recurrence): ICAL.Recur | null {
  if (freq === 'ONCE') return null;
  const anyDay = perWeek !== undefined && byDay.length === 0;
  return ICAL.Recur.fromData({
    freq: anyDay ? 'DAILY' : freq,
    interval: anyDay ? 1 : interval,
    ...(byDay.length > 0 ? { byday: byDay } : {}),
    ...(until ? { until: ICAL.Time.fromDateTimeString(`${until}T23:59:59`) } : {}),
  });
}

/** When it first happens from `now` on; null where it is over. The rule counts from its own start. */
function firstFrom(recurrence: Recurrence, time: string, now: Date): ICAL.Time | null {
  const start = ICAL.Time.fromDateTimeString(`${recurrence.start}T${time}:00`);
  const from = ICAL.Time.fromJSDate(now, false);
  const rule = ruleOf(recurrence);
  if (!rule) return start.compare(from) < 0 ? null : start;
  const every = rule.iterator(start);
  for (let next = every.next(); next; next = every.next()) if (next.compare(from) >= 0) return next;
  return null;
}

/**
 * The text of a calendar file; null where nothing of the plan lies ahead. One entry for each time of a day. The same
 * plan gives the same entries again, so that a calendar puts the new in place of the old.
 */
export function calendarOf(assignmentId: string, recurrence: Recurrence, reminder: Reminder, now: Date): string | null {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Intersession//EN');
  for (const [index, time] of reminder.times.entries()) {
    const first = firstFrom(recurrence, time, now);
    if (!first) continue;
    const event = new ICAL.Component('vevent');
    event.addPropertyWithValue('uid', `${assignmentId}-${index}`);
    event.addPropertyWithValue('dtstamp', ICAL.Time.fromJSDate(now, true));
    event.addPropertyWithValue('dtstart', first);
    event.addPropertyWithValue('duration', ICAL.Duration.fromData({ minutes: reminder.minutes }));
    event.addPropertyWithValue('summary', reminder.words);
    const rule = ruleOf(recurrence);
    if (rule) event.addPropertyWithValue('rrule', rule);
    const alarm = new ICAL.Component('valarm');
    alarm.addPropertyWithValue('action', 'DISPLAY');
    alarm.addPropertyWithValue('description', reminder.words);
    alarm.addPropertyWithValue('trigger', ICAL.Duration.fromData({ minutes: reminder.before, isNegative: reminder.before > 0 }));
    event.addSubcomponent(alarm);
    calendar.addSubcomponent(event);
  }
  return calendar.getAllSubcomponents('vevent').length > 0 ? `${calendar.toString()}\r\n` : null;
}
