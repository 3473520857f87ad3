// Starting badly: whatever is wrong, one clear line on standard error and an exit status, and never a half-started
// server. Drives the real binary.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Checks } from '../drive/check.mjs';
import { Server, binary, freePort, root, temporaryFolder } from '../drive/server.mjs';

const checks = new Checks();
const isRoot = process.getuid() === 0;

/** Runs `intersession serve` until it ends by itself: {code, out, error}. */
function serve(args, { before = [] } = {}) {
  const [program, ...others] = [...before, binary, 'serve', ...args];
  const done = spawnSync(program, others, { encoding: 'utf8', timeout: 20_000 });
  return { code: done.status, signal: done.signal, out: done.stdout, error: done.stderr };
}

/** What is wrong with a refusal that should say all of `words` in one line. */
function complaintsOf(found, words, code = 1) {
  const lines = found.error.split('\n').filter((line) => line !== '');
  return [
    ...(found.code === code ? [] : [`exit status ${found.code ?? found.signal} in place of ${code}`]),
    ...(lines.length === 1 ? [] : [`${lines.length} lines: ${JSON.stringify(found.error.slice(0, 400))}`]),
    ...(found.out === '' ? [] : [`also on standard output: ${found.out.slice(0, 200)}`]),
    ...words
      .filter((word) => !(word instanceof RegExp ? word.test(found.error) : found.error.includes(word)))
      .map((word) => `does not say ${word}: ${found.error.trim()}`),
  ];
}

const refuses = (what, found, ...words) =>
  checks.check(what, complaintsOf(found, [/^intersession: ([A-Z]|catalogue\/)/, ...words]));

const listen = async () => ['--listen', `127.0.0.1:${await freePort()}`];

/** A data folder that a server made and left cleanly. */
const made = new Server({ data: temporaryFolder('start'), port: await freePort() });
await made.start();
checks.check('SIGTERM ends with 0', (await made.stop()).code === 0);
await made.start();
checks.check('SIGINT ends with 0', (await made.stop('SIGINT')).code === 0);

function copyOf(change) {
  const data = temporaryFolder('start');
  cpSync(made.data, data, { recursive: true });
  change(data);
  return data;
}

// -- the catalogue
{
  const broken = (change) => {
    const folder = join(temporaryFolder('start'), 'catalogue');
    cpSync(join(root, 'catalogue'), folder, { recursive: true });
    change(folder);
    return folder;
  };
  const activity = 'activities/cognitive/behavioural-experiment.json';
  const edit = (folder, change) => {
    const value = JSON.parse(readFileSync(join(folder, activity), 'utf8'));
    change(value);
    writeFileSync(join(folder, activity), JSON.stringify(value));
  };
  const start = async (change) =>
    serve(['--data', temporaryFolder('start'), '--catalogue', broken(change), ...(await listen())]);
  refuses(
    'a catalogue file that is no JSON',
    await start((folder) => writeFileSync(join(folder, activity), '{"id": ')),
    activity,
    /byte|offset|character/i,
  );
  refuses(
    'a catalogue file with a wrong member: file, pointer, reason',
    await start((folder) => edit(folder, (value) => (value.minutes = 'long'))),
    activity,
    '/minutes',
  );
  refuses(
    'a catalogue file without what is required',
    await start((folder) => edit(folder, (value) => delete value.worksheet)),
    activity,
    '/worksheet',
    'required',
  );
  refuses(
    'a catalogue file with an unknown member',
    await start((folder) => edit(folder, (value) => (value.mood = 1))),
    activity,
    '/mood',
  );
  refuses(
    'a catalogue without its terms',
    await start((folder) => rmSync(join(folder, 'mechanisms.json'))),
    'mechanisms.json',
    'missing',
  );
  refuses(
    'a catalogue folder that is not there',
    serve(['--data', temporaryFolder('start'), '--catalogue', '/nowhere/catalogue', ...(await listen())]),
    '/nowhere/catalogue',
  );
}

// -- keys
{
  const start = async (change) => serve(['--data', copyOf(change), ...(await listen())]);
  const key = (data) => join(data, 'master.key');
  refuses(
    'the key file is missing',
    await start((data) => rmSync(key(data))),
    'master.key',
    /missing|not there|gone/,
  );
  refuses(
    'the key file is of another installation',
    await start((data) => {
      rmSync(key(data));
      const other = temporaryFolder('start');
      const server = spawnSync(binary, ['verify-audit', '--data', other]);
      if (server.status !== 0) throw new Error(`verify-audit on an empty folder: ${server.stderr}`);
      cpSync(join(other, 'master.key'), key(data));
    }),
    'master.key',
    /another|not the/,
  );
  refuses(
    'the key file is damaged',
    await start((data) => {
      chmodSync(key(data), 0o600);
      writeFileSync(key(data), readFileSync(key(data)).subarray(0, 20));
      chmodSync(key(data), 0o400);
    }),
    'master.key',
    /damaged/,
  );
  refuses(
    'the key file is open to others',
    await start((data) => chmodSync(key(data), 0o444)),
    'master.key',
    /others/,
  );
}

// -- the schema
{
  const start = async (sql, file = 'intersession.db') =>
    serve([
      '--data',
      copyOf((data) => {
        const database = new DatabaseSync(join(data, file));
        database.exec(sql);
        database.close();
      }),
      ...(await listen()),
    ]);
  refuses(
    'a newer schema',
    await start(
      "INSERT INTO schema_migration SELECT max(version) + 1, 'future', x'00', 0 FROM schema_migration",
    ),
    'newer version',
  );
  refuses(
    'a newer schema of the keys',
    await start(
      "INSERT INTO schema_migration SELECT max(version) + 1, 'future', x'00', 0 FROM schema_migration",
      'keys.db',
    ),
    'newer version',
  );
  refuses(
    'an altered schema',
    await start("UPDATE schema_migration SET sha256 = x'00' WHERE version = 1"),
    /migration 1|schema/i,
  );
  refuses(
    'a database that is none',
    serve([
      '--data',
      copyOf((data) => writeFileSync(join(data, 'intersession.db'), 'x'.repeat(8192))),
      ...(await listen()),
    ]),
    'intersession.db',
  );
}

// -- address
{
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  refuses(
    'a port that is in use',
    serve(['--data', temporaryFolder('start'), '--listen', `127.0.0.1:${taken.address().port}`]),
    `127.0.0.1:${taken.address().port}`,
    'already listens',
  );
  taken.close();
  const free = await freePort();
  refuses(
    'another machine could reach it without encryption',
    serve(['--data', temporaryFolder('start'), '--listen', `0.0.0.0:${free}`]),
    'https',
  );
  refuses(
    'the same with an http origin',
    serve([
      '--data',
      temporaryFolder('start'),
      '--listen',
      `0.0.0.0:${free}`,
      '--origin',
      'http://care.example.org',
    ]),
    'https',
  );
  refuses(
    'the demo for other machines',
    serve([
      '--data',
      temporaryFolder('start'),
      '--demo',
      '--listen',
      `0.0.0.0:${free}`,
      '--origin',
      'https://care.example.org',
    ]),
    '--demo',
  );
  refuses(
    'an address that is none',
    serve(['--data', temporaryFolder('start'), '--listen', 'somewhere']),
    'somewhere',
  );
  refuses(
    'an origin that is none',
    serve(['--data', temporaryFolder('start'), '--origin', 'care.example.org', ...(await listen())]),
    'care.example.org',
  );
}

// -- the folder
{
  const file = join(temporaryFolder('start'), 'a-file');
  writeFileSync(file, '');
  refuses('a data folder that is a file', serve(['--data', file, ...(await listen())]), file);
  refuses(
    'a data folder that cannot be made',
    serve(['--data', '/proc/intersession', ...(await listen())]),
    '/proc/intersession',
  );
  const running = new Server({ data: temporaryFolder('start'), port: await freePort() });
  await running.start();
  refuses(
    'a data folder that another process has',
    serve(['--data', running.data, ...(await listen())]),
    running.data,
    'Another running Intersession',
  );
  await running.stop();
  if (isRoot) {
    const inside = async (options) => {
      const folder = temporaryFolder('start');
      const script = `mount -t tmpfs -o ${options} tmpfs ${folder} && exec "$@"`;
      return serve(['--data', folder, ...(await listen())], {
        before: ['unshare', '--mount', 'sh', '-c', script, 'sh'],
      });
    };
    refuses('a data folder that cannot be written', await inside('ro'), 'not writable');
    refuses('a disk that is full', await inside('size=64k'), /no space|full/i);
  }
  const missing = `postgresql://intersession@127.0.0.1:${await freePort()}/nowhere`;
  refuses(
    'a PostgreSQL that is not there',
    serve(['--data', temporaryFolder('start'), '--database', missing, ...(await listen())]),
    /PostgreSQL|database/i,
  );
}

// -- the command line
{
  const unknown = serve(['--colour', 'blue']);
  checks.check('an option that is none', unknown.code !== 0 && unknown.error.includes('--colour'));
  const empty = spawnSync(binary, [], { encoding: 'utf8' });
  checks.check(
    'no command: help, and a status of its own',
    empty.status === 2 && empty.stdout.includes('serve'),
  );
}

// -- a second signal
{
  const data = temporaryFolder('start');
  const process = spawn(binary, ['serve', '--data', data, ...(await listen())], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const bytes of process.stdout) if ((output += bytes).includes('Ctrl-C')) break;
  const ended = once(process, 'exit');
  process.kill('SIGTERM');
  checks.check('SIGTERM right after the start ends with 0', (await ended)[0] === 0);
}

checks.finish();
