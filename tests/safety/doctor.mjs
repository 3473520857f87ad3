// `intersession doctor`: what it looks at, and its exit status. The day is given, so that it says the same every year.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Checks } from '../drive/check.mjs';
import { settleSafety } from '../drive/alarm.mjs';
import { PostOffice, mailSettings } from '../drive/post.mjs';
import { Server, binary, freePort, root, setUp, temporaryFolder } from '../drive/server.mjs';

const checks = new Checks();
const day = '2026-11-26';

function doctor(data, ...args) {
  const on = args.includes('--on') ? [] : ['--on', day];
  const done = spawnSync(binary, ['doctor', '--data', data, ...on, ...args], { encoding: 'utf8', timeout: 120_000 });
  return { code: done.status, text: done.stdout + done.stderr };
}
const says = (what, found, code, ...words) =>
  checks.check(what, [
    ...(found.code === code ? [] : [`exit status ${found.code} in place of ${code}: ${found.text}`]),
    ...words.filter((word) => !found.text.includes(word)).map((word) => `does not say "${word}": ${found.text}`),
  ]);

const server = new Server({ data: temporaryFolder('doctor'), port: await freePort() });
await server.start();
const owner = await setUp(server);
await server.stop();
says('a practice that asks nothing about safety is in order', doctor(server.data), 0, 'note  Nothing about safety is settled', 'All in order.');
await server.start();
await settleSafety(owner);
await server.stop();
says('one that has settled it too', doctor(server.data), 0, 'ok    It is settled who looks', 'note  No mail settings', 'ok    The audit chain is whole.');
says('a review that is due is named', doctor(server.data, '--on', '2099-06-01'), 1, 'review', 'A helpline needs to be checked', 'Something needs somebody.');
says('no such day', doctor(server.data, '--on', 'soon'), 1, '--on');

// -- helplines
const catalogue = join(temporaryFolder('doctor'), 'catalogue');
cpSync(join(root, 'catalogue'), catalogue, { recursive: true });
const file = join(catalogue, 'helplines/helplines.json');
const lines = JSON.parse(readFileSync(file, 'utf8'));
lines.helplines[0].checked.on = '2026-05-01';
writeFileSync(file, JSON.stringify(lines));
says('a stale helpline is named', doctor(server.data, '--catalogue', catalogue), 1, 'LOOK  A helpline needs to be checked', 'checked on 2026-05-01');
delete lines.helplines[0].source;
writeFileSync(file, JSON.stringify(lines));
says('a helpline without its source is refused', doctor(server.data, '--catalogue', catalogue), 1, '/helplines/0/source');
rmSync(file);
says('so is a catalogue without helplines', doctor(server.data, '--catalogue', catalogue), 1, 'cannot be read');

// -- mail
const post = await new PostOffice().open();
const answers = await new Promise((resolve) => {
  // Not spawnSync: the mail server lives in this process.
  import('node:child_process').then(({ execFile }) =>
    execFile(binary, ['doctor', '--data', server.data, '--on', day, '--mail', mailSettings(post.port)], (error, text) =>
      resolve({ code: error?.code ?? 0, text })),
  );
});
says('a mail server that answers', answers, 0, 'ok    The mail server answers.');
await post.close();
says('one that does not', doctor(server.data, '--mail', mailSettings(post.port)), 1, 'LOOK  The mail server does not');

// -- the chain
const database = new DatabaseSync(join(server.data, 'intersession.db'));
database.exec("UPDATE audit SET action = 'other.thing' WHERE seq = 1");
database.close();
says('a changed audit chain', doctor(server.data), 1, 'LOOK  The audit chain is not whole');
says('a folder that is none', doctor('/dev/null/nowhere'), 1, 'LOOK  ');

checks.finish();
