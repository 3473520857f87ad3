// A running installation for somebody with a browser: the real server with the apps of this tree, and how to get in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server, freePort, root, temporaryFolder } from './server.mjs';

export { root };

/** Starts it in an own data folder. With `demo`, `signIn` holds the demo's e-mail, password and client invitation. */
export async function practice({ demo }) {
  const data = temporaryFolder(demo ? 'demo' : 'fresh');
  const server = new Server({
    data,
    port: await freePort(),
    args: [
      ...['--web', process.env.INTERSESSION_WEB_OUT ?? join(root, 'build/web')],
      ...['--catalogue', join(root, 'catalogue'), '--stories', join(root, 'tests/scenarios/demo')],
      ...(demo ? ['--demo'] : []),
    ],
  });
  process.on('exit', () => server.process?.kill('SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
  await server.start();
  if (demo) server.signIn = JSON.parse(readFileSync(join(data, 'demo-sign-in.json'), 'utf8'));
  else server.setUpLink = await said(server, /http\S+set-up#\S+/);
  return server;
}

/** The first thing in the server's output that matches, once it is there. */
async function said(server, pattern) {
  for (let waited = 0; waited < 10_000; waited += 20) {
    const found = pattern.exec(server.output);
    if (found) return found[0];
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`the server did not say ${pattern}:\n${server.output}`);
}
