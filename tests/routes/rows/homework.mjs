// Assignments of a client, and the client's own side of them.
import { entry, newId } from '../../drive/server.mjs';
import { clients } from '../people.mjs';
import { design, plan } from '../world.mjs';

const assignment = '/api/v1/clients/{clientId}/assignments/{assignmentId}';
const mine = '/api/v1/me/assignments/{assignmentId}';

/** An event on an assignment in a state, with the version it has. */
const on = (state, body = () => ({})) => ({
  allow: ['therapist'],
  call: async (world) => {
    const found = await world.assignment(state);
    return {
      path: { assignmentId: found.assignmentId },
      body: { version: found.version, ...body(found, world) },
    };
  },
});

const dayAhead = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** What both sides send of the twelve ratings; one is left open. */
const ratings = () => ({
  from: dayAhead(-7),
  to: dayAhead(0),
  ratedAt: new Date().toISOString(),
  ratings: Object.fromEntries(
    'quantity quality difficulty obstacles comprehension rationale collaboration specificity goals pleasure mastery'
      .split(' ')
      .map((topic, index) => [topic, index % 5]),
  ),
});

export default {
  [`GET ${assignment}`]: {
    allow: ['therapist'],
    call: async (world) => ({ path: { assignmentId: (await world.assignment('proposed')).assignmentId } }),
  },
  [`PUT ${assignment}`]: {
    allow: ['therapist'],
    call: ({ client }) => ({
      path: { assignmentId: newId() },
      body: {
        treatmentId: client.treatmentId,
        sessionId: client.sessionId,
        activityId: 'behavioural-experiment',
        variantId: 'tiny-test',
      },
    }),
  },
  [`POST ${assignment}/design`]: on('proposed', (found, { client }) => design(client)),
  [`POST ${assignment}/plan`]: on('designed', () => ({ plan: plan(), override: 'It stands by itself' })),
  [`POST ${assignment}/accept`]: on('planned', (found) => ({
    agreementVersion: found.agreements[0].version,
    party: 'both',
    override: 'It stands by itself',
  })),
  [`POST ${assignment}/report`]: on('active'),
  [`POST ${assignment}/review`]: on('reported', (found, { client }) => ({
    reviewId: newId(),
    sessionId: client.sessionId,
    quantity: 3,
    quality: 2,
    difficulty: 1,
    obstacles: ['forgot'],
    notDoneReason: 'Two days were full',
    learning: 'Nobody laughed',
    adverse: 'yes',
    adverseNote: 'A bad night',
    situation: {
      situation: 'The bell rang',
      thoughts: 'They will laugh',
      emotion: 'Hot cheeks',
      behaviour: 'avoided',
      consequence: 'Relief, then regret',
    },
    note: 'Shorter next time',
    decision: 'change',
    successorId: newId(),
    successorActivityId: 'behavioural-experiment',
    successorVariantId: 'watch-first',
  })),
  [`POST ${assignment}/pause`]: on('active', () => ({ reason: 'A week away' })),
  [`POST ${assignment}/resume`]: on('paused', () => ({ reason: 'Back again' })),
  [`POST ${assignment}/decline`]: on('planned', () => ({ reason: 'Not this one' })),

  [`PUT ${assignment}/checks/{checkId}`]: {
    allow: ['therapist'],
    random: false, // a random check is a new one
    call: async (world) => ({
      path: { assignmentId: (await world.assignment('active')).assignmentId, checkId: newId() },
      body: { rater: 'therapist', sessionId: world.client.sessionId, ...ratings() },
    }),
  },
  [`POST ${assignment}/occurrences/{occurrenceId}`]: {
    allow: ['therapist'],
    call: async (world) => {
      const found = await world.assignment('active');
      const { occurrenceId } = found.occurrences.find((each) => each.state === 'open');
      return {
        path: { assignmentId: found.assignmentId, occurrenceId },
        body: { change: 'move', to: dayAhead(3) },
      };
    },
  },

  'GET /api/v1/me/assignments': { allow: clients },
  [`GET ${mine}`]: {
    allow: ['client'],
    call: async (world) => ({ path: { assignmentId: (await world.assignment('active')).assignmentId } }),
  },
  [`POST ${mine}/accept`]: {
    allow: ['client'],
    call: async (world) => {
      const found = await world.assignment('waiting');
      return {
        path: { assignmentId: found.assignmentId },
        body: { agreementVersion: found.agreements[0].version },
      };
    },
  },
  [`POST ${mine}/decline`]: {
    allow: ['client'],
    call: async (world) => ({
      path: { assignmentId: (await world.assignment('waiting')).assignmentId },
      body: { reason: 'I would rather not' },
    }),
  },
  [`PUT ${mine}/checks/{checkId}`]: {
    allow: ['client'],
    random: false,
    call: async (world) => ({
      path: { assignmentId: (await world.assignment('active')).assignmentId, checkId: newId() },
      body: ratings(),
    }),
  },
  [`POST ${mine}/occurrences/{occurrenceId}`]: {
    allow: ['client'],
    call: async (world) => {
      const found = await world.assignment('active');
      const { occurrenceId } = found.occurrences.find((each) => each.state === 'open');
      return { path: { assignmentId: found.assignmentId, occurrenceId }, body: { change: 'skip' } };
    },
  },
  'GET /api/v1/clients/{clientId}/replies': { allow: ['therapist'] },
  'PUT /api/v1/clients/{clientId}/entries/{entryId}/reply': {
    allow: ['therapist'],
    call: async (world) => ({
      path: { entryId: await world.entry() },
      body: { text: 'That took courage', version: 0 },
    }),
  },
  'GET /api/v1/me/replies': { allow: clients },
  'GET /api/v1/me/entries': { allow: clients, call: () => ({ query: 'limit=5' }) },
  'GET /api/v1/me/entries/{entryId}': {
    allow: ['client'],
    call: async (world) => ({ path: { entryId: await world.entry() } }),
  },
  'PUT /api/v1/me/entries/{entryId}': {
    allow: ['client'],
    random: false, // a random entry is a new one
    call: async (world) => {
      const { assignmentId } = await world.assignment('active');
      const body = entry(assignmentId, 'They smiled');
      return {
        path: { entryId: newId() },
        body: { ...body, obstacles: ['forgot'], obstacleText: 'The bus was full', released: [] },
      };
    },
  },
};
