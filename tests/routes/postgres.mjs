// A database of its own in the PostgreSQL that the tests started.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

const folder = process.env.INTERSESSION_POSTGRES_BIN ?? '/usr/lib/postgresql/15/bin';
export const postgresTool = (name) => `${folder}/${name}`;

/** Runs SQL in the database that a URL names. */
export const run = (url, sql) =>
  execFileSync(postgresTool('psql'), ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', sql]);

/** Makes an empty database beside the one that `base` names: {url, run(sql), drop()}. */
export async function newDatabase(base) {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = new URL(base);
  url.pathname = `/${name}`;
  run(base, `CREATE DATABASE ${name}`);
  return {
    url: url.href,
    run: (sql) => run(url.href, sql),
    drop: () => run(base, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}
