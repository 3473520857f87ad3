// Safety plans, what the practice has settled, alerts.
import { newClient, newId } from '../../drive/server.mjs';
import { clients, members, therapists } from '../people.mjs';

/** What the owner settles so that questions about safety may be asked. */
async function settle({ people, memberIds }) {
  const now = await people.owner.call('GET', '/api/v1/practice/safety');
  if (now.ready) return;
  await people.owner.call('PUT', '/api/v1/practice/safety', settings(now.version, memberIds.otherTherapist));
}

/** A leave of its own for each call, far from the others. */
let away = 0;
function leave({ memberIds }) {
  away += 1;
  const day = (offset) => new Date(Date.UTC(2040, 0, 1 + away * 10 + offset)).toISOString().slice(0, 10);
  return {
    memberId: memberIds.therapist,
    coverMemberId: memberIds.otherTherapist,
    from: day(0),
    until: day(5),
  };
}

const settings = (version, fallbackMemberId) => ({
  version,
  hours: `Weekdays 9 to 17 ${newId()}`,
  lookWithinHours: 24,
  fallbackMemberId,
  policy: 'We call, then write.',
  reviewOn: '2031-05-01',
  numbersConfirmed: true,
  openDays: ['MO', 'TU', 'WE', 'TH', 'FR'],
  openFrom: '09:00',
  openUntil: '17:00',
});

/** An answer of the client that needs a person; the path to its alert. */
async function alert(world, client = world.client, phone = world.people.client) {
  await settle(world);
  const { people } = world;
  const [planId, submissionId] = [newId(), newId()];
  await people.therapist.call('PUT', `${client.base}/measure-plans/${planId}`, {
    treatmentId: client.treatmentId,
    measureId: 'phq-9',
    rhythm: 'weekly',
    onPhone: true,
    ended: false,
  });
  await phone.call('PUT', `/api/v1/me/measure-submissions/${submissionId}`, {
    planId,
    slot: 'week:2026-11-23',
    mode: 'phone',
    answeredAt: '2026-11-24T10:00',
    zone: 'Europe/Oslo',
    offsetMinutes: 60,
    answers: [{ linkId: 'q9', answer: [{ valueCoding: { code: 'LA6569-3' } }] }],
  });
  const { alerts } = await people.therapist.call('GET', '/api/v1/alerts');
  const open = alerts.filter((each) => !each.acknowledgement && each.clientId === client.clientId);
  return { path: { alertId: open.at(-1).alertId } };
}

export default {
  'GET /api/v1/clients/{clientId}/safety-plan': { allow: ['therapist'] },
  'PUT /api/v1/clients/{clientId}/safety-plan': {
    allow: ['therapist'],
    call: async ({ client, people }) => {
      const { version } = await people.therapist.call('GET', `/api/v1/clients/${client.clientId}/safety-plan`);
      return {
        body: {
          version,
          signs: [`I stop answering messages ${newId()}`],
          coping: ['Walk to the river'],
          company: [{ name: 'The climbing hall', phone: '555 0120', note: 'Open late' }],
          people: [{ name: 'Ida', phone: '555 0122', note: 'May know everything' }],
          professionals: [{ name: 'Night line', phone: '555 0199', note: 'Every night' }],
          surroundings: ['Ida keeps my tablets'],
          reasons: ['The dog'],
        },
      };
    },
  },
  'GET /api/v1/me/safety': { allow: clients },
  'POST /api/v1/me/safety/statement': { allow: clients },
  'GET /api/v1/practice/safety': { allow: members },
  'PUT /api/v1/practice/safety': {
    allow: ['owner'],
    fresh: true, // alerts need the settings, so their rows save them too
    call: async ({ people, memberIds }) => {
      const { version } = await people.owner.call('GET', '/api/v1/practice/safety');
      return {
        body: settings(version, memberIds.otherTherapist),
      };
    },
  },
  'GET /api/v1/alerts': { allow: therapists },
  'POST /api/v1/clients/{clientId}/alerts/{alertId}/open': { allow: ['therapist'], call: (world) => alert(world) },
  'POST /api/v1/clients/{clientId}/alerts/{alertId}/acknowledge': {
    allow: ['therapist'],
    call: async (world) => ({
      ...(await alert(world)),
      body: { action: 'spoke', note: 'Called at once' },
    }),
  },
  'GET /api/v1/clients/{clientId}/alerts/{alertId}/timeline': {
    allow: ['therapist'],
    call: (world) => alert(world),
  },
  'GET /api/v1/clients/{clientId}/worsening': { allow: ['therapist'] },
  'GET /api/v1/practice/delivery': { allow: members },
  'GET /api/v1/leaves': { allow: members },
  'PUT /api/v1/leaves/{leaveId}': {
    allow: ['therapist', 'owner'], // one's own; an owner everybody's
    random: false,
    call: (world) => ({ path: { leaveId: newId() }, body: leave(world) }),
  },
  'POST /api/v1/leaves/{leaveId}/end': {
    allow: ['therapist', 'owner'],
    call: async (world) => {
      const leaveId = newId();
      await world.people.owner.call('PUT', `/api/v1/leaves/${leaveId}`, leave(world));
      return { path: { leaveId } };
    },
  },
  'GET /api/v1/escalations': { allow: members },
  'POST /api/v1/escalations/{alertId}/take-over': {
    allow: ['formerTherapist'], // stands in; of a client of its own, so that nobody's place in the matrix changes
    call: async (world) => {
      const { people, memberIds } = world;
      const other = await newClient(people.therapist, `Ada ${newId()}`);
      const { path } = await alert(world, other, other.phone);
      const { version } = await people.owner.call('GET', '/api/v1/practice/safety');
      await people.owner.call('PUT', '/api/v1/practice/safety', {
        ...settings(version, memberIds.formerTherapist),
        lookWithinHours: 0, // nobody is known to look: whoever stands in is shown it at once
      });
      return { path };
    },
  },
};
