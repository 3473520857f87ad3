// What a closed SQLite database holds, as one hash for each table: for tests that say "nothing was written".
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

/** Written by every request of somebody who is signed in, whatever its answer. */
const ignored = { sign_in: ['last_seen_at'] };

/** {table: hash} of a file that no process has open. */
export function digest(file) {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all();
  const found = {};
  for (const { name } of tables) {
    const rows = database
      .prepare(`SELECT * FROM "${name}"`)
      .all()
      .map((row) => {
        for (const column of ignored[name] ?? []) delete row[column];
        return JSON.stringify(row, (key, value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
        );
      });
    found[name] = createHash('sha256').update(rows.sort().join('\n')).digest('hex');
  }
  database.close();
  return found;
}

/** The tables in which two digests differ. */
export const difference = (before, after) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (table) => before[table] !== after[table],
  );
