// How often: from what a person picks in the room to RRULE parts and back, and in words. Pure.
import type { TFunction } from 'i18next';
import { clockWords, dayWords, wallDate } from '@shared/time/local';
import type { Activity, Recurrence } from '../app/types';

export const modes = ['session', 'perWeek', 'fixed', 'daily', 'once'] as const;
export type Mode = (typeof modes)[number];

export const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Day = (typeof days)[number];

export interface RecurrenceDraft {
  mode: Mode;
  /** Only for perWeek. */
  perWeek: number;
  /** Only for fixed. */
  byDay: Day[];
  /** For fixed, daily and once; none means any time of the day. */
  times: string[];
  start: string;
  /** Last day included; empty for open-ended. Not for session and once. */
  until: string;
}

export type RecurrenceProblem = 'days' | 'count' | 'time' | 'start' | 'order';

const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
const date = /^\d{4}-\d{2}-\d{2}$/;
/** Times offered when something is to happen several times a day and no time has been said yet. */
const spread: Record<number, string[]> = { 2: ['09:00', '18:00'], 3: ['09:00', '13:00', '18:00'] };

export function startRecurrence(today: string): RecurrenceDraft {
  return { mode: 'session', perWeek: 2, byDay: [], times: [], start: today, until: '' };
}

/** What the activity suggests, as a first draft for the two in the room to change. */
export function suggestedRecurrence(activity: Pick<Activity, 'frequency'>, today: string): RecurrenceDraft {
  const draft = startRecurrence(today);
  const suggested = activity.frequency.suggested;
  if (!suggested || suggested.freq === 'SESSION') return draft;
  if (suggested.freq === 'DAILY') return { ...draft, mode: 'daily', times: spread[suggested.count] ?? [] };
  return { ...draft, mode: 'perWeek', perWeek: Math.min(21, Math.max(1, suggested.count)) };
}

export function toRecurrence(draft: RecurrenceDraft): Recurrence {
  const times = [...new Set(draft.times.filter((time) => clock.test(time)))].sort();
  const until = draft.until ? { until: draft.until } : {};
  switch (draft.mode) {
    case 'session':
      return { freq: 'SESSION', start: draft.start };
    case 'once':
      return { freq: 'ONCE', start: draft.start, ...(times.length ? { times } : {}) };
    case 'daily':
      return { freq: 'DAILY', start: draft.start, ...(times.length ? { times } : {}), ...until };
    case 'perWeek':
      return { freq: 'WEEKLY', perWeek: draft.perWeek, start: draft.start, ...until };
    case 'fixed':
      return {
        freq: 'WEEKLY',
        byDay: days.filter((day) => draft.byDay.includes(day)),
        ...(times.length ? { times } : {}),
        start: draft.start,
        ...until,
      };
  }
}

/** The draft of an agreed recurrence, moved to start today when its own start has passed. */
export function fromRecurrence(recurrence: Recurrence, today: string): RecurrenceDraft {
  const mode: Mode =
    recurrence.freq === 'SESSION'
      ? 'session'
      : recurrence.freq === 'ONCE'
        ? 'once'
        : recurrence.freq === 'DAILY'
          ? 'daily'
          : recurrence.byDay?.length
            ? 'fixed'
            : 'perWeek';
  return {
    mode,
    perWeek: recurrence.perWeek ?? 2,
    byDay: [...(recurrence.byDay ?? [])],
    times: [...(recurrence.times ?? [])],
    start: recurrence.start > today ? recurrence.start : today,
    until: recurrence.until && recurrence.until > today ? recurrence.until : '',
  };
}

/** No day is left on which it could fall due. */
export function isEnded(recurrence: Recurrence | undefined, today: string): boolean {
  if (!recurrence) return false;
  if (recurrence.freq === 'ONCE') return recurrence.start < today;
  return recurrence.freq !== 'SESSION' && recurrence.until !== undefined && recurrence.until <= today;
}

export function recurrenceProblems(draft: RecurrenceDraft): RecurrenceProblem[] {
  const found: RecurrenceProblem[] = [];
  if (!date.test(draft.start)) found.push('start');
  if (draft.mode === 'fixed' && draft.byDay.length === 0) found.push('days');
  if (draft.mode === 'perWeek' && !(Number.isInteger(draft.perWeek) && draft.perWeek >= 1 && draft.perWeek <= 21)) found.push('count');
  if (draft.mode !== 'session' && draft.mode !== 'perWeek' && draft.times.some((time) => !clock.test(time))) found.push('time');
  if (draft.until && draft.mode !== 'session' && draft.mode !== 'once' && draft.until < draft.start) found.push('order');
  return found;
}

/** About half of it, never less than once: the "smaller dose". */
export function halved(draft: RecurrenceDraft): RecurrenceDraft {
  switch (draft.mode) {
    case 'perWeek':
      return { ...draft, perWeek: Math.max(1, Math.floor(draft.perWeek / 2)) };
    case 'fixed':
      return { ...draft, byDay: days.filter((day) => draft.byDay.includes(day)).slice(0, Math.max(1, Math.floor(draft.byDay.length / 2))) };
    case 'daily':
      return { ...draft, mode: 'perWeek', perWeek: 3, times: [] };
    default:
      return draft;
  }
}

/** A weekday's name in the person's language. 2024-01-01 was a Monday. */
export function dayName(day: Day, language: string, width: 'long' | 'short' = 'long'): string {
  return new Intl.DateTimeFormat(language, { weekday: width }).format(new Date(2024, 0, 1 + days.indexOf(day)));
}

function list(words: string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(words);
}

/** "Tuesday and Thursday, 10:00, until Friday 4 December" */
export function recurrenceWords(recurrence: Recurrence, t: TFunction, language: string): string {
  const times = (recurrence.times ?? []).map((time) => clockWords(wallDate(`${recurrence.start}T${time}`), language));
  const at = times.length ? list(times, language) : '';
  const until = recurrence.until ? t('often.until', { day: dayWords(wallDate(recurrence.until), language) }) : '';
  const parts = (first: string) => [first, at, until].filter(Boolean).join(', ');
  switch (recurrence.freq) {
    case 'SESSION':
      return t('often.beforeSession');
    case 'ONCE':
      return [dayWords(wallDate(recurrence.start), language), at].filter(Boolean).join(', ');
    case 'DAILY':
      return parts(t('often.everyDay'));
    case 'WEEKLY':
      if (recurrence.byDay?.length) {
        const sorted = days.filter((day) => recurrence.byDay?.includes(day)).map((day) => dayName(day, language));
        return parts(list(sorted, language));
      }
      return parts(t('often.timesAWeek', { count: recurrence.perWeek ?? 1 }));
  }
}
