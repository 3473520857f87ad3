import { wallDate } from '@shared/time/local';
import type { Recurrence } from '../data/types';

type T = (key: string, values?: Record<string, unknown>) => string;

const dayNumbers = { MO: 1, TU: 2, WE: 3, TH: 4, FR: 5, SA: 6, SU: 7 } as const;

function dayName(code: keyof typeof dayNumbers, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: 'long' }).format(new Date(2024, 0, dayNumbers[code])); // 1 January 2024 is a Monday
}

function dateWords(date: string, language: string): string {
  return new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'long' }).format(
    wallDate(date),
  );
}

/** A recurrence in plain words: "Tuesday and Thursday, at 10:00, until Fri 4 December". */
export function oftenWords(t: T, recurrence: Recurrence, language: string): string {
  const interval = recurrence.interval ?? 1;
  const list = (items: string[]) => new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
  const days = (recurrence.byDay ?? []).map((code) => dayName(code, language));
  const base = () => {
    switch (recurrence.freq) {
      case 'ONCE':
        return t('often.ONCE', { date: dateWords(recurrence.start, language) });
      case 'SESSION':
        return t('often.SESSION');
      case 'DAILY':
        return t('often.daily', { interval });
      default:
        if (recurrence.perWeek) return t('often.perWeek', { count: recurrence.perWeek });
        if (days.length)
          return t(interval > 1 ? 'often.daysEvery' : 'often.days', { days: list(days), interval });
        return t('often.weekly', { interval });
    }
  };
  let words = base();
  if (recurrence.times?.length) words = t('often.at', { what: words, times: list(recurrence.times) });
  if (recurrence.until && recurrence.freq !== 'ONCE') {
    words = t('often.until', { what: words, date: dateWords(recurrence.until, language) });
  }
  return words;
}
