import type { CaseloadRow, Week } from '../app/types';
import { plain } from '../library/filter';

/** Finds clients by any part of the name; every word must be there, in any order. */
export function filterRows(rows: readonly CaseloadRow[], query: string): CaseloadRow[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return words.length === 0 ? [...rows] : rows.filter((row) => words.every((word) => plain(row.name).includes(word)));
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
