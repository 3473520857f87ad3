// Lines to choose from, with the day they were checked. Pure: the date is given.
import data from '@catalogue/helplines/helplines.json';

export type Helpline = (typeof data.helplines)[number];

export const helplines: readonly Helpline[] = data.helplines;

/** True where nobody has checked the line for longer than the catalogue allows (180 days), or only after `now`. */
export function isStale(line: { checked: { on: string } }, now: Date, freshDays = data.freshDays): boolean {
  const age = (now.getTime() - Date.parse(`${line.checked.on}T00:00:00Z`)) / 86_400_000;
  return !(age >= -1 && age <= freshDays + 1);
}

/** Countries that the catalogue has lines of. */
export const countries: readonly string[] = [...new Set(data.helplines.map((line) => line.country))].sort();
