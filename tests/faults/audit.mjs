// `intersession verify-audit` on an installation that somebody has changed behind the program's back.
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Checks } from '../drive/check.mjs';
import { Server, binary, freePort, newClient, setUp, temporaryFolder } from '../drive/server.mjs';

const checks = new Checks();
const server = new Server({ data: temporaryFolder('audit'), port: await freePort() });
await server.start();
const owner = await setUp(server);
for (const name of ['Ada', 'Bo', 'Cleo']) await newClient(owner, name);
await server.stop();

/** Runs verify-audit on a copy, after some SQL: {code, out}. */
function verify(sql = '', ...args) {
  const data = temporaryFolder('audit');
  cpSync(server.data, data, { recursive: true });
  const database = new DatabaseSync(join(data, 'intersession.db'), { enableForeignKeyConstraints: false });
  database.exec(sql);
  database.close();
  const done = spawnSync(binary, ['verify-audit', '--data', data, ...args], { encoding: 'utf8' });
  return { code: done.status, out: done.stdout + done.stderr };
}

function expect(what, found, code, ...words) {
  checks.check(what, [
    ...(found.code === code ? [] : [`exit status ${found.code} in place of ${code}: ${found.out.trim()}`]),
    ...words
      .filter((word) => !found.out.includes(word))
      .map((word) => `does not say "${word}": ${found.out.trim()}`),
  ]);
}

const whole = verify();
expect('an untouched chain is whole', whole, 0, 'whole', 'head ');
const head = whole.out.match(/head (\S+)/)[1];
const [, last] = head.split(':').map(Number);
checks.check('the chain has more than ten links', last > 10);
expect('it is the one that an anchor saw', verify('', '--anchor', head), 0);

expect(
  'a changed link',
  verify("UPDATE audit SET action = 'client.read' WHERE seq = 5"),
  2,
  'BROKEN',
  'entry: 5',
);
expect('a changed time', verify('UPDATE audit SET at = at + 1 WHERE seq = 7'), 2, 'entry: 7');
expect('a link that was taken out', verify('DELETE FROM audit WHERE seq = 4'), 2, 'entry: 4');
expect(
  'two links that changed places',
  verify(
    'UPDATE audit SET seq = -3 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 6; UPDATE audit SET seq = 6 WHERE seq = -3',
  ),
  2,
  'entry: 3',
);
expect('the tail was cut', verify('DELETE FROM audit WHERE seq > 8'), 3, 'shorter');
expect('the head is gone', verify('DELETE FROM audit_head'), 2, 'BROKEN');
expect('the head was set back', verify('UPDATE audit_head SET seq = seq - 1'), 2, 'BROKEN');
expect(
  'the whole chain is gone, with its head',
  verify('DELETE FROM audit; DELETE FROM audit_head'),
  2,
  'entry: 1',
);
const gone =
  'DELETE FROM audit; DELETE FROM audit_head; DELETE FROM sign_in; DELETE FROM relation; DELETE FROM account; DELETE FROM sign_in_name; DELETE FROM member;';
expect('chain, head and members are gone', verify(gone), 2, 'BROKEN');
expect(
  'every trace is gone: only an anchor can tell',
  verify(`${gone} DELETE FROM set_up`, '--anchor', head),
  3,
  'shorter',
);
const cut =
  'DELETE FROM audit WHERE seq > 8; UPDATE audit_head SET seq = 8, hash = (SELECT hash FROM audit WHERE seq = 8)';
expect('the tail was cut and the head with it: whole to itself', verify(cut), 0);
expect('the same against an anchor', verify(cut, '--anchor', head), 3, 'shorter');
expect(
  'another chain than the anchor saw',
  verify(
    '',
    '--anchor',
    head.replace(/[0-9a-f]{2}$/, (hex) => (hex === '00' ? '11' : '00')),
  ),
  2,
  'not the one',
);
expect('an anchor that is none', verify('', '--anchor', 'yesterday'), 1, 'practice:seq:hash');
checks.finish();
