// How fresh the helplines of the catalogue are. `packaging/release_check.sh` runs it with today's date: a release with a
// line that was not checked for 180 days does not go out. ./test never asks for today; it gives a date.
//   node tests/catalogue-data/helplines.mjs [YYYY-MM-DD]    0: all fresh, 1: some are stale, 2: the date is none
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = new URL('../../catalogue/helplines/helplines.json', import.meta.url);

/** Names of lines that nobody has checked for `freshDays` before `today` (milliseconds), or only after it. */
export function stale({ helplines, freshDays }, today) {
  const day = 86_400_000;
  return helplines
    .filter(({ checked }) => {
      const age = (today - Date.parse(`${checked.on}T00:00:00Z`)) / day;
      return !(age >= -1 && age <= freshDays); // a day ahead: somebody east of here
    })
    .map(({ country, name, number, checked }) => `${country} ${name} ${number}: checked on ${checked.on}`);
}

export const shipped = () => JSON.parse(readFileSync(file, 'utf8'));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = process.argv[2] ?? new Date().toISOString().slice(0, 10);
  const today = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(today)) {
    console.error(`${text} is no date.`);
    process.exit(2);
  }
  const found = stale(shipped(), today);
  for (const each of found) console.log(`stale  ${each}`);
  console.log(found.length === 0 ? 'Every helpline was checked within 180 days.' : 'Check these lines before a release.');
  process.exit(found.length === 0 ? 0 : 1);
}
