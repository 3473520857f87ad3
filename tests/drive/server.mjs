// Starts the real binary on an own data folder and speaks to it as the apps do.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, request as httpRequest } from 'node:http';
import { randomBytes } from 'node:crypto';
import { complaints } from './contract.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const binary = process.env.INTERSESSION_BINARY ?? join(root, 'build/release/intersession');

export const newId = () => randomBytes(16).toString('hex');

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

export function temporaryFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `intersession-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A test that fails leaves no server behind. */
const running = new Set();
process.on('exit', () => running.forEach((each) => each.kill('SIGKILL')));

/** One run of `intersession serve`. */
export class Server {
  constructor({ data, port, args = [], program = binary, env = {} }) {
    this.data = data;
    this.port = port;
    this.args = args;
    this.program = program;
    this.env = env; // beside what this process has
    this.output = '';
    this.agent = new Agent({ keepAlive: true, maxSockets: 256 });
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  async start() {
    const begun = Date.now();
    this.output = '';
    this.process = spawn(this.program, ['serve', '--data', this.data, '--listen', `127.0.0.1:${this.port}`, ...this.args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.env },
    });
    const started = this.process;
    running.add(started);
    started.once('exit', () => running.delete(started));
    this.process.stdout.on('data', (bytes) => (this.output += bytes));
    this.process.stderr.on('data', (bytes) => (this.output += bytes));
    this.ended = once(this.process, 'exit').then(([code, signal]) => ({ code, signal }));
    let over = false;
    this.ended.then(() => (over = true));
    for (;;) {
      if (over) throw new Error(`the server did not start:\n${this.output}`);
      const ready = await this.send('GET', '/readyz').catch(() => undefined);
      if (ready?.status === 200 && this.output.includes('Ctrl-C')) return Date.now() - begun;
      if (Date.now() - begun > 120_000) throw new Error(`the server is not ready:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Ends it with a signal; what it exited with. */
  async stop(signal = 'SIGTERM') {
    this.process.kill(signal);
    const ended = await this.ended;
    this.agent.destroy();
    this.agent = new Agent({ keepAlive: true, maxSockets: 256 });
    return ended;
  }

  /** One request: {status, headers, text}. */
  send(method, path, { body, cookie, headers = {} } = {}) {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
      const unsafe = method !== 'GET' && method !== 'HEAD';
      const request = httpRequest(
        {
          agent: this.agent,
          host: '127.0.0.1',
          port: this.port,
          method,
          path,
          headers: {
            ...(unsafe ? { 'Content-Type': 'application/json', 'X-Requested-By': 'intersession', Origin: this.origin } : {}),
            ...(unsafe ? { 'Content-Length': Buffer.byteLength(text ?? '') } : {}),
            ...(cookie ? { Cookie: cookie } : {}),
            ...headers,
          },
        },
        (response) => {
          const parts = [];
          response.on('data', (part) => parts.push(part));
          response.on('error', reject);
          response.on('end', () =>
            resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString('utf8') }),
          );
        },
      );
      request.on('error', reject);
      request.end(unsafe ? text : undefined);
    });
  }
}

/** Somebody with a browser: keeps cookies, and holds every answer against the contract. */
export class Person {
  constructor(server) {
    this.server = server;
    this.cookies = new Map();
  }

  get cookie() {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The whole answer, contract checked. */
  async ask(method, path, body, expected) {
    const answer = await this.server.send(method, path, { body, cookie: this.cookie });
    for (const each of answer.headers['set-cookie'] ?? []) {
      const [pair] = each.split(';');
      const at = pair.indexOf('=');
      this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const wrong = complaints(method, path, answer.status, answer.headers['content-type'], answer.text);
    if (wrong.length > 0) throw new Error(`against the contract:\n${wrong.join('\n')}\n${answer.text.slice(0, 500)}`);
    if (expected !== undefined && answer.status !== expected) {
      throw new Error(`${method} ${path} answered ${answer.status} in place of ${expected}: ${answer.text}`);
    }
    return answer;
  }

  /** The body of an answer that must be a success. */
  async call(method, path, body) {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    if (answer.text === '') return undefined;
    return answer.headers['content-type']?.includes('json') ? JSON.parse(answer.text) : answer.text;
  }
}

export const password = 'quiet-harbour-window-27';

/** Sets an empty installation up through the link that the server printed. The owner, signed in. */
export async function setUp(server, PersonClass = Person) {
  const secret = server.output.match(/set-up#(\S+)/)[1];
  const owner = new PersonClass(server);
  await owner.call('POST', '/api/v1/set-up', {
    secret,
    practiceName: 'Test practice',
    zone: 'Europe/Oslo',
    ownerName: 'Dr Test',
    email: 'owner@test.example',
    password,
  });
  const practice = await owner.call('GET', '/api/v1/practice');
  await owner.call('PUT', '/api/v1/practice', {
    version: practice.version,
    name: practice.name,
    zone: practice.zone,
    noun: practice.noun,
    confidenceThreshold: practice.confidenceThreshold,
    contacts: [{ label: 'Practice', phone: '555 0100' }],
    emergency: 'Call your local emergency number.',
  });
  return owner;
}

/** A client of the therapist with a connected phone and one goal. */
export async function newClient(therapist, name = 'Ada Test') {
  const clientId = newId();
  const treatmentId = newId();
  const goalId = newId();
  const base = `/api/v1/clients/${clientId}`;
  await therapist.call('PUT', base, {
    name,
    zone: 'Europe/Oslo',
    treatmentId,
    treatment: { stage: 'early', paradigms: ['cognitive'], mechanisms: ['COG'] },
  });
  await therapist.call('PUT', `${base}/goals/${goalId}`, { treatmentId, text: 'A goal' });
  const phone = await connectPhone(therapist, base);
  return { clientId, treatmentId, goalId, base, phone };
}

export async function connectPhone(therapist, base) {
  const invitation = await therapist.call('POST', `${base}/invitations`, {});
  const phone = new therapist.constructor(therapist.server);
  await phone.call('POST', '/api/v1/welcome', { secret: invitation.link.split('#')[1], code: invitation.code });
  return phone;
}

/** Agrees an activity in the room; the assignment, active. */
export async function agree(therapist, client, activityId = 'behavioural-experiment', plan = {}) {
  const assignmentId = newId();
  const path = `${client.base}/assignments/${assignmentId}`;
  await therapist.call('PUT', path, { treatmentId: client.treatmentId, activityId });
  let assignment = await therapist.call('GET', path);
  assignment = await therapist.call('POST', `${path}/design`, {
    version: assignment.version,
    goalId: client.goalId,
    mechanism: 'COG',
    rationale: 'To see what happens',
    clientRationale: 'See if they frown',
  });
  const start = new Date().toISOString().slice(0, 10);
  assignment = await therapist.call('POST', `${path}/plan`, {
    version: assignment.version,
    plan: {
      what: 'Ask one question',
      where: 'At work',
      when: 'Any day',
      recurrence: { freq: 'DAILY', start },
      minutes: 5,
      confidence: 8,
      ...plan,
    },
  });
  assignment = await therapist.call('POST', `${path}/accept`, {
    version: assignment.version,
    agreementVersion: assignment.agreements[0].version,
    party: 'both',
  });
  if (assignment.state !== 'active') throw new Error(`the assignment is ${assignment.state}`);
  return assignment;
}

/** A record as a phone sends it. */
export function entry(assignmentId, text, revision = 1) {
  return {
    revision,
    baseRevision: revision - 1,
    assignmentId,
    kind: 'record',
    outcome: 'done',
    occurredAt: new Date().toISOString().slice(0, 19),
    zone: 'Europe/Oslo',
    offsetMinutes: 60,
    answers: [{ linkId: 'happened', answer: [{ valueString: text }] }],
    quantity: 4,
    quality: 3,
    difficulty: 2,
  };
}
