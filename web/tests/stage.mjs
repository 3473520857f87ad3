// A stage for browser tests and screenshots: the built apps under the real content security policy, with a small
// in-memory server that keeps the contract for one client. Only tests use it.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = resolve(fileURLToPath(new URL('../..', import.meta.url)));
const out = process.env.INTERSESSION_WEB_OUT ?? join(repository, 'build/web');
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.json': 'application/json',
};

const policy = (nonce) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' blob: data:; font-src 'self'; ` +
  "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
  "object-src 'none'; require-trusted-types-for 'script'; trusted-types intersession-sw";

const id = (n) => String(n).padStart(32, '0');

function activity(path) {
  return JSON.parse(readFileSync(join(repository, 'catalogue/activities', path), 'utf8'));
}

/** What the one client has. Dates are relative to today, so that there is always a living week. */
export function story() {
  const experiment = activity('cognitive/behavioural-experiment.json');
  const diary = activity('behavioural/activity-mood-diary.json');
  const assignments = [
    {
      assignmentId: id(1),
      state: 'active',
      name: experiment.clientName,
      summary: experiment.clientSummary,
      easier: experiment.variants.easier.map((each) => each.name),
      clientRationale: 'See if they really frown.',
      rationale: 'Rehearsing keeps attention inside; we look at what happens without it.',
      goal: 'Say what I think at work',
      completionEmphasis: true,
      worksheet: experiment.worksheet,
      agreement: {
        version: 1,
        createdAt: `${day(-4)}T13:00:00Z`,
        acceptedByClientAt: `${day(-4)}T13:00:00Z`,
        acceptedByMemberAt: `${day(-4)}T13:00:00Z`,
        inRoom: true,
        plan: {
          what: 'Ask one question in the team meeting',
          smallest: 'Ask a colleague one question at the coffee machine',
          where: 'meeting room',
          when: 'in the meeting, 10:00',
          minutes: 5,
          recurrence: {
            freq: 'WEEKLY',
            byDay: ['TU', 'TH'],
            times: ['10:00'],
            start: day(-4),
            until: day(10),
          },
          ifThen: [{ if: 'the chair asks “any questions?”', then: 'I ask about the deadline' }],
          obstacles: [{ obstacle: 'I get stuck', coping: 'I read the one line on my card.' }],
          confidence: 8,
          reminder: 'none',
        },
      },
    },
    {
      assignmentId: id(2),
      state: 'active',
      name: diary.clientName,
      summary: diary.clientSummary,
      clientRationale: 'To see what lifts me.',
      completionEmphasis: true,
      worksheet: diary.worksheet,
      agreement: {
        version: 1,
        createdAt: `${day(-4)}T13:00:00Z`,
        plan: {
          what: 'Write down one part of the day',
          recurrence: { freq: 'WEEKLY', perWeek: 3, start: day(-4) },
        },
      },
    },
    {
      assignmentId: id(3),
      state: 'planned',
      waitsForMe: true,
      name: 'Ten quiet minutes',
      summary: 'You sit for ten minutes and notice your breath.',
      clientRationale: 'So that I can put the day down.',
      completionEmphasis: true,
      worksheet: diary.worksheet,
      agreement: {
        version: 2,
        createdAt: `${day(-1)}T13:00:00Z`,
        plan: {
          what: 'Sit for ten minutes in the evening',
          where: 'in the kitchen chair',
          minutes: 10,
          recurrence: { freq: 'DAILY', times: ['21:00'], start: day(0) },
        },
      },
    },
  ];
  const occurrence = (n, assignmentId, from, to, extra = {}) => ({
    occurrenceId: id(n),
    assignmentId,
    from: `${day(from)}T00:00`,
    to: `${day(to)}T23:59`,
    state: 'open',
    ...extra,
  });
  const today = {
    date: day(0),
    zone: 'Europe/Stockholm',
    name: 'Sam',
    noun: 'experiment',
    therapist: 'Dr Lund',
    nextSession: `${day(3)}T14:00`,
    waiting: [id(3)],
    checks: [],
    items: [
      {
        occurrence: occurrence(11, id(1), 0, 0, { at: `${day(0)}T10:00` }),
        name: assignments[0].name,
        what: 'Ask one question in the team meeting',
        when: 'in the meeting, 10:00',
        where: 'meeting room',
        minutes: 5,
        ifThen: { if: 'the chair asks “any questions?”', then: 'I ask about the deadline' },
        clientRationale: 'See if they really frown.',
      },
      {
        occurrence: occurrence(12, id(2), -2, -2, { state: 'recorded', outcome: 'done', entryId: id(21) }),
        name: diary.clientName,
        what: '',
        minutes: 2,
      },
      { occurrence: occurrence(13, id(2), -3, 3), name: diary.clientName, what: '', minutes: 2 },
      {
        occurrence: occurrence(14, id(1), 2, 2, { at: `${day(2)}T14:00` }),
        name: assignments[0].name,
        what: '',
        minutes: 5,
      },
    ],
  };
  const entries = new Map([
    [
      id(21),
      [
        {
          entryId: id(21),
          assignmentId: id(2),
          occurrenceId: id(12),
          revision: 1,
          kind: 'record',
          outcome: 'done',
          occurredAt: `${day(-2)}T18:20`,
          zone: 'Europe/Stockholm',
          offsetMinutes: 60,
          receivedAt: `${day(-2)}T17:21:00Z`,
          answers: [],
          quantity: 4,
          quality: 3,
          difficulty: 1,
        },
      ],
    ],
  ]);
  return {
    me: {
      accountId: id(90),
      roles: ['client'],
      practice: { practiceId: id(91), name: 'Practice by the river', zone: 'Europe/Stockholm', demo: true },
      client: { clientId: id(92), name: 'Sam', noun: 'experiment', zone: 'Europe/Stockholm' },
    },
    safety: {
      hours: 'Weekdays between 9 and 17',
      lookWithinHours: 48,
      plan: {
        version: 2,
        changedAt: '2026-11-17T10:20:00.000000Z',
        signs: ['I stop answering messages', 'Two nights without sleep'],
        coping: ['Walk to the river', 'Cold water, then music'],
        company: [{ name: 'The climbing hall' }, { name: 'My aunt Ida', phone: '+46 8 555 01 22' }],
        people: [{ name: 'Robin', phone: '+46 8 555 01 33', note: 'May know everything' }],
        professionals: [{ name: 'Crisis team', phone: '+46 8 555 01 77', note: 'Every night' }],
        surroundings: ['Ida keeps my tablets, one week at a time'],
        reasons: [],
      },
    },
    help: {
      practiceName: 'Practice by the river',
      ready: true,
      placeholder: true,
      emergency: 'Call your local emergency number.',
      contacts: [
        { label: 'Practice by the river', phone: '+46 8 555 01 00', hours: 'Weekdays 9 to 17' },
        {
          label: 'Night line',
          phone: '+46 8 555 01 99',
          hours: 'Every night',
          note: 'You can stay nameless',
        },
      ],
    },
    assignments,
    today,
    entries,
    measures: [measure()],
    submissions: new Map(),
    checks: [],
    changes: [],
    progress: progress(),
    signedIn: false,
    secret: 'the-secret',
    code: '123456',
    violations: [],
  };
}

/** A date so many days from now. */
function day(days, now = new Date()) {
  const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  const two = (value) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A short measure that is asked now: two choices and a number. */
function measure() {
  const choice = (linkId, text) => ({
    linkId,
    text,
    type: 'choice',
    answerOption: ['Not at all', 'Several days', 'Nearly every day'].map((display, value) => ({
      valueCoding: { code: `a${value}`, display },
    })),
  });
  return {
    planId: id(41),
    slot: 'week:1',
    title: 'How the week was',
    items: 2,
    opensAt: `${day(-1)}T00:00:00Z`,
    dueAt: `${day(1)}T00:00:00Z`,
    closesAt: `${day(6)}T00:00:00Z`,
    beforeSession: true,
    onPhone: true,
    copyright: 'Own wording',
    questionnaire: {
      resourceType: 'Questionnaire',
      title: 'How the week was',
      item: [
        { linkId: 'stem', text: 'In the past week', type: 'display' },
        choice('q1', 'Trouble relaxing'),
        choice('q2', 'Feeling afraid'),
      ],
    },
  };
}

function progress() {
  const point = (days, value) => ({
    submissionId: id(50 + days),
    answeredAt: `${day(days - 40)}T09:00:00Z`,
    receivedAt: `${day(days - 40)}T09:00:00Z`,
    mode: 'phone',
    missing: value === undefined ? 2 : 0,
    prorated: false,
    ...(value === undefined ? { absent: 'too-many-missing' } : { value }),
  });
  const points = [point(0, 15), point(7, 13), point(14), point(21, 9), point(28, 7)];
  return {
    zone: 'Europe/Stockholm',
    sessions: [0, 7, 14, 21, 28].map((days) => ({
      sessionId: id(60 + days),
      startsAt: `${day(days - 39)}T10:00:00Z`,
      state: 'held',
    })),
    stages: [
      { stage: 'early', from: `${day(-40)}T10:00:00Z` },
      { stage: 'middle', from: `${day(-18)}T10:00:00Z` },
    ],
    homework: [
      {
        from: day(-33),
        records: [
          {
            entryId: id(21),
            assignmentId: id(2),
            name: 'Diary',
            occurredAt: `${day(-32)}T18:20`,
            outcome: 'done',
            quality: 3,
          },
        ],
        done: 1,
        rated: 1,
        quality: 3,
      },
    ],
    series: [
      {
        measureId: 'week',
        scale: 'total',
        name: 'Total',
        title: 'How the week was',
        purpose: 'outcome',
        higherIs: 'worse',
        min: 0,
        max: 21,
        part: false,
        n: 4,
        points,
        change: { first: 15, last: 7, raw: -8, kind: 'reliably-better', direction: 'easier' },
      },
    ],
  };
}

/** Starts the stage on a free port. `state` may be changed while it runs; `down` makes the API drop every connection. */
export async function openStage(state = story()) {
  const stage = { state, down: false, requests: [] };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://stage');
    let body = '';
    for await (const chunk of request) body += chunk;
    if (url.pathname.startsWith('/api/')) {
      if (stage.down) return request.socket.destroy();
      stage.requests.push(`${request.method} ${url.pathname}`);
      return answer(stage.state, request.method, url, body ? JSON.parse(body) : undefined, response);
    }
    return file(url.pathname, response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  stage.origin = `http://127.0.0.1:${server.address().port}`;
  stage.close = () => new Promise((done) => (server.closeAllConnections(), server.close(done)));
  return stage;
}

function file(path, response) {
  const app = path.startsWith('/clinic/') ? 'clinic' : path.startsWith('/app') ? 'app' : null;
  if (!app) return response.writeHead(302, { Location: '/app/' }).end();
  const inside = normalize(path.replace(/^\/(app|clinic)\/?/, '')) || 'index.html';
  const wanted = join(out, app, inside);
  const page = !extname(inside) || inside === '.' || !existsSync(wanted);
  if (page && extname(inside)) return response.writeHead(404).end();
  const nonce = randomBytes(16).toString('base64url');
  let bytes = readFileSync(page ? join(out, app, 'index.html') : wanted);
  const html = page || inside === 'index.html';
  if (html) bytes = bytes.toString().replaceAll('__CSP_NONCE__', nonce);
  response.writeHead(200, {
    'Content-Type': html ? types['.html'] : (types[extname(inside)] ?? 'application/octet-stream'),
    'Content-Security-Policy': policy(nonce),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
  });
  response.end(bytes);
}

function answer(state, method, url, body, response) {
  const json = (status, data) => {
    response.writeHead(status, {
      'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json',
      'Cache-Control': 'no-store',
    });
    response.end(data === undefined ? '' : JSON.stringify(data));
  };
  const problem = (status, title, extra = {}) =>
    json(status, { type: 'about:blank', title, status, ...extra });
  const path = url.pathname.replace('/api/v1', '');
  if (path === '/help') return json(200, state.help);
  if (path === '/welcome') {
    if (body.secret !== state.secret || body.code !== state.code) return problem(403, 'No');
    state.signedIn = true;
    return json(200, state.me);
  }
  if (!state.signedIn) return problem(401, 'Signed out');
  if (path === '/me/safety') return json(200, state.safety);
  if (path === '/me/safety/statement') {
    state.safety = { ...state.safety, statementConfirmedAt: new Date().toISOString() };
    return json(200, { confirmedAt: state.safety.statementConfirmedAt });
  }
  if (path === '/sign-out') {
    state.signedIn = false;
    return response.writeHead(204).end();
  }
  if (path === '/me') return json(200, state.me);
  if (path === '/me/today') return json(200, state.today);
  if (path === '/me/assignments') return json(200, { assignments: state.assignments });
  if (path === '/me/entries') {
    const entries = [...state.entries.values()].map((revisions) => revisions[0]);
    return json(200, { entries: entries.sort((a, b) => b.occurredAt.localeCompare(a.occurredAt)) });
  }
  if (path === '/me/measures') return json(200, { toAnswer: state.measures });
  if (path === '/me/progress') return json(200, state.progress);
  const submission = path.match(/^\/me\/measure-submissions\/([0-9a-f]{32})$/);
  if (submission && method === 'GET') {
    return json(200, {
      ...measure(),
      submissionId: submission[1],
      answeredAt: `${day(-1)}T09:00:00`,
      answers: [{ linkId: 'q1', answer: [{ valueCoding: { code: 'a1', display: 'Several days' } }] }],
      scores: [],
    });
  }
  if (submission && method === 'PUT') {
    state.submissions.set(submission[1], body);
    state.measures = state.measures.filter((each) => each.planId !== body.planId);
    return json(201, { submissionId: submission[1], receivedAt: new Date().toISOString() });
  }
  const accept = path.match(/^\/me\/assignments\/([0-9a-f]{32})\/(accept|decline)$/);
  if (accept && method === 'POST') {
    const assignment = state.assignments.find((each) => each.assignmentId === accept[1]);
    assignment.state = accept[2] === 'accept' ? 'active' : 'declined';
    assignment.waitsForMe = false;
    state.today.waiting = state.today.waiting.filter((each) => each !== accept[1]);
    return json(200, assignment);
  }
  const check = path.match(/^\/me\/assignments\/([0-9a-f]{32})\/checks\/([0-9a-f]{32})$/);
  if (check && method === 'PUT') {
    state.checks.push({ assignmentId: check[1], ...body });
    state.today.checks = state.today.checks.filter((each) => each !== check[1]);
    return json(201, { checkId: check[2] });
  }
  const change = path.match(/^\/me\/assignments\/([0-9a-f]{32})\/occurrences\/([0-9a-f]{32})$/);
  if (change && method === 'POST') {
    state.changes.push({ occurrenceId: change[2], ...body });
    state.today.items = state.today.items.filter((each) => each.occurrence.occurrenceId !== change[2]);
    return json(
      200,
      state.assignments.find((each) => each.assignmentId === change[1]),
    );
  }
  const entry = path.match(/^\/me\/entries\/([0-9a-f]{32})$/);
  if (entry && method === 'GET') {
    const revisions = state.entries.get(entry[1]);
    return revisions ? json(200, { revisions }) : problem(404, 'Not here');
  }
  if (entry && method === 'PUT') {
    const revisions = state.entries.get(entry[1]) ?? [];
    const current = revisions[0];
    const { baseRevision, ...content } = body;
    const ack = { entryId: entry[1], revision: body.revision, receivedAt: new Date().toISOString() };
    const same = revisions.find((each) => each.revision === body.revision);
    if (same && same.content === JSON.stringify(content)) return json(200, ack);
    if (same || body.revision !== (current?.revision ?? 0) + 1 || baseRevision !== (current?.revision ?? 0)) {
      return problem(409, 'Another revision is here', { current });
    }
    revisions.unshift({ answers: [], ...content, entryId: entry[1], receivedAt: ack.receivedAt });
    Object.defineProperty(revisions[0], 'content', { value: JSON.stringify(content), enumerable: false });
    state.entries.set(entry[1], revisions);
    const item = state.today.items.find((each) => each.occurrence.occurrenceId === body.occurrenceId);
    if (item && body.kind === 'record')
      item.occurrence = { ...item.occurrence, state: 'recorded', outcome: body.outcome, entryId: entry[1] };
    return json(201, ack);
  }
  return problem(404, 'Not here');
}
