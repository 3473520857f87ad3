// A mail server of this machine, for tests: a real one (smtp-server), which can refuse, drop connections, and ask for
// TLS and a name.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root, temporaryFolder } from './server.mjs';

const require = createRequire(new URL('web/package.json', `file://${root}`));
const { SMTPServer } = require('smtp-server');

/** A certificate for 127.0.0.1 that is its own authority: {key, cert, file}. */
export function certificate() {
  const folder = temporaryFolder('certificate');
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'].concat(
      ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
    ),
    { stdio: 'pipe' },
  );
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
}

/** Takes messages into `mails` as {to, from, text, secure, user}. `drop(number)`: true to hang up before its answer. */
export class PostOffice {
  constructor({ tls, user, password, drop = () => false } = {}) {
    this.mails = [];
    this.dropped = [];
    this.tries = 0;
    this.signIns = 0;
    this.sockets = new Set();
    this.options = {
      disabledCommands: [...(tls ? [] : ['STARTTLS']), ...(user ? [] : ['AUTH'])],
      authOptional: !user,
      ...(tls ? { key: tls.key, cert: tls.cert } : {}),
      disableReverseLookup: true,
      onAuth: (auth, session, done) => {
        this.signIns += 1;
        if (auth.username === user && auth.password === password) done(null, { user });
        else done(new Error('no'));
      },
      onData: (stream, session, done) => {
        const parts = [];
        stream.on('data', (part) => parts.push(part));
        stream.on('end', () => {
          this.tries += 1;
          const mail = {
            to: session.envelope.rcptTo.map((each) => each.address),
            from: session.envelope.mailFrom.address,
            text: Buffer.concat(parts).toString('utf8'),
            secure: session.secure,
            user: session.user,
          };
          if (drop(this.tries)) {
            this.dropped.push(mail);
            this.sockets.forEach((socket) => socket.destroy());
            return;
          }
          this.mails.push(mail);
          done();
        });
      },
    };
  }

  async open(port = 0) {
    this.server = new SMTPServer(this.options);
    this.server.on('error', () => undefined); // a client that hangs up is no failure of the test
    this.server.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    this.server.listen(port, '127.0.0.1');
    await once(this.server.server, 'listening');
    this.port = this.server.server.address().port;
    return this;
  }

  async close() {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A settings file for `serve --mail`. */
export function mailSettings(port, more = {}, password) {
  const folder = temporaryFolder('mail');
  if (password) {
    writeFileSync(join(folder, 'password'), `${password}\n`);
    chmodSync(join(folder, 'password'), 0o600);
  }
  const file = join(folder, 'mail.json');
  writeFileSync(
    file,
    JSON.stringify({
      host: '127.0.0.1',
      port,
      security: 'none',
      from: 'notices@practice.example',
      ...more,
      ...(password ? { passwordFile: 'password' } : {}),
    }),
  );
  return file;
}
