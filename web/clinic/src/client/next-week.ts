import type { Session } from '../app/types';

/** Same weekday and time as the latest session, in the first week that is still ahead; without one, in a week at 10:00. */
export function nextWeek(sessions: readonly Pick<Session, 'startsAt' | 'state'>[], today: string): string {
  const last = sessions
    .filter((session) => session.state !== 'cancelled')
    .map((session) => session.startsAt)
    .sort()
    .at(-1);
  const time = last?.slice(11, 16) ?? '10:00';
  let day = addDays(last?.slice(0, 10) ?? today, 7);
  while (day <= today) day = addDays(day, 7);
  return `${day}T${time}`;
}

export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}
