import type { CaseloadRow, Reason, Week } from '../app/types';
import { plain } from '../library/filter';

/** As the server ranks them. */
const reasonKinds: readonly Reason['kind'][] = [
  'alert-open',
  'obstacle',
  'outside-range',
  'not-reviewed',
  'agreement-waits',
  'not-started',
  'no-entry',
  'measure-waits',
  'not-connected',
  'no-homework',
  'session-soon',
];

/** Finds clients by any part of the name; every word must be there, in any order. */
export function filterRows(rows: readonly CaseloadRow[], query: string): CaseloadRow[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return words.length === 0 ? [...rows] : rows.filter((row) => words.every((word) => plain(row.name).includes(word)));
}

/** Which reasons stand in the list, the most pressing first, each with how many clients have it. */
export function reasonsIn(rows: readonly CaseloadRow[]): { kind: Reason['kind']; count: number }[] {
  return reasonKinds.map((kind) => ({ kind, count: withReason(rows, kind).length })).filter(({ count }) => count > 0);
}

/** The clients who have a reason, first or further down; all of them where none is asked for. */
export function withReason(rows: readonly CaseloadRow[], kind: Reason['kind'] | ''): CaseloadRow[] {
  return kind === '' ? [...rows] : rows.filter((row) => row.reasons.some((reason) => reason.kind === kind));
}

export interface WeekTotals {
  done: number;
  partly: number;
  tried: number;
  notReached: number;
  all: number;
}

export function totals(weeks: readonly Week[]): WeekTotals {
  const sum = { done: 0, partly: 0, tried: 0, notReached: 0, all: 0 };
  for (const week of weeks) {
    sum.done += week.done;
    sum.partly += week.partly;
    sum.tried += week.tried;
    sum.notReached += week.notReached;
  }
  sum.all = sum.done + sum.partly + sum.tried + sum.notReached;
  return sum;
}
