// The life of an assignment over HTTP: every event in every state. What has no place there is answered 409 with the
// guard's word, and changes nothing.
import { Checks } from '../drive/check.mjs';
import { Server, freePort, newId, temporaryFolder } from '../drive/server.mjs';
import { World, design, plan } from './world.mjs';

// The state after each event that a state allows. "same": said again, which changes nothing.
const life = {
  proposed: { design: 'designed', decline: 'declined' },
  designed: { design: 'designed', plan: 'planned', decline: 'declined' },
  planned: { design: 'designed', plan: 'planned', accept: 'active', decline: 'declined' },
  active: { report: 'reported', pause: 'paused', accept: 'same' },
  reported: { review: 'active', pause: 'paused', accept: 'same' },
  paused: { resume: 'active', accept: 'same' },
  declined: {},
  retired: { accept: 'same' },
  superseded: { accept: 'same' },
};

const checks = new Checks();
const server = new Server({ data: temporaryFolder('transitions'), port: await freePort() });
await server.start();
const world = await World.make(server);
const { therapist } = world.people;
const override = 'It stands by itself';

const bodies = {
  design: () => design(world.client),
  plan: () => ({ plan: plan(), override }),
  accept: (found) => ({ agreementVersion: found.agreements[0]?.version ?? 1, party: 'both', override }),
  report: () => ({}),
  review: (found, decision = 'continue', more = {}) => ({ reviewId: newId(), decision, ...more }),
  pause: () => ({}),
  resume: () => ({}),
  decline: () => ({}),
};

const pathOf = (found) => `${world.client.base}/assignments/${found.assignmentId}`;
const post = (found, event, body) =>
  therapist.ask('POST', `${pathOf(found)}/${event}`, { version: found.version, ...body });
const read = (found) => therapist.call('GET', pathOf(found));

async function assignmentIn(state) {
  if (state === 'declined') {
    const found = await world.assignment('proposed');
    return therapist.call('POST', `${pathOf(found)}/decline`, { version: found.version });
  }
  if (state === 'retired' || state === 'superseded') {
    const found = await world.assignment('reported');
    const more = state === 'superseded' ? { successorId: newId() } : {};
    const body = bodies.review(found, state === 'retired' ? 'retire' : 'stepUp', more);
    return therapist.call('POST', `${pathOf(found)}/review`, { version: found.version, ...body });
  }
  return world.assignment(state);
}

let cells = 0;
for (const [state, events] of Object.entries(life)) {
  const wrong = [];
  for (const event of Object.keys(bodies)) {
    cells += 1;
    const before = await assignmentIn(state);
    if (before.state !== state) throw new Error(`${state}: the assignment is ${before.state}`);
    const answer = await post(before, event, bodies[event](before));
    const after = await read(before);
    const expected = events[event];
    if (expected === undefined) {
      const { status, reason } = JSON.parse(answer.text);
      if (status !== 409 || reason !== 'wrong-state')
        wrong.push(`${event} answered ${answer.status}: ${answer.text.slice(0, 200)}`);
      if (JSON.stringify(after) !== JSON.stringify(before))
        wrong.push(`${event} was refused and changed something`);
    } else if (answer.status !== 200 || after.state !== (expected === 'same' ? state : expected)) {
      wrong.push(`${event} answered ${answer.status}, left it ${after.state}: ${answer.text.slice(0, 200)}`);
    } else if (expected === 'same' && after.version !== before.version) {
      wrong.push(`${event} said again changed something`);
    }
  }
  checks.check(`${state}: ${Object.keys(events).join(', ') || 'nothing'}, and no other event`, wrong);
}

// Guards that a right state does not open.
async function guarded(what, found, event, body, reason) {
  const answer = await post(found, event, body);
  const after = await read(found);
  const fine =
    answer.status === 409 && JSON.parse(answer.text).reason === reason && after.version === found.version;
  checks.check(`${what}: 409 ${reason}`, fine ? [] : [answer.text]);
}
const planned = await world.assignment('planned');
await guarded(
  'an older agreement',
  planned,
  'accept',
  { ...bodies.accept(planned), agreementVersion: 7 },
  'agreement-version',
);
const stale = await post({ ...planned, version: planned.version - 1 }, 'decline', {});
checks.check(
  'a version that was changed elsewhere: 409 stale-version',
  stale.status === 409 && JSON.parse(stale.text).reason === 'stale-version',
);
const designed = await world.assignment('designed');
const open = await post(designed, 'plan', { plan: { what: 'Ask' }, override });
checks.check(
  'a plan without what the activity requires: 422, each field named',
  open.status === 422
    ? ['where', 'when', 'recurrence', 'confidence'].filter(
        (field) => !JSON.parse(open.text).errors.some(({ pointer }) => pointer === `/plan/${field}`),
      )
    : [open.text],
);
const reported = await world.assignment('reported');
await guarded(
  'a step up without the next one',
  reported,
  'review',
  bodies.review(reported, 'stepUp'),
  'successor-missing',
);
await server.stop();
console.log(`${cells} cells`);
checks.finish();
