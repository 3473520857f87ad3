// Groups and couples.
import { newId } from '../../drive/server.mjs';
import { therapists } from '../people.mjs';
import { design, plan } from '../world.mjs';

const leaders = ['therapist', 'groupLeader'];

/** What is shared of a design. */
const shared = (client) => {
  const { mechanism, variantId, rationale, practised, proposedBy, genericFit, reaction, gates } =
    design(client);
  return { mechanism, variantId, rationale, practised, proposedBy, genericFit, reaction, gates };
};

export default {
  'GET /api/v1/circles': { allow: therapists },
  'GET /api/v1/circles/{circleId}': {
    allow: leaders,
    call: ({ circleId }) => ({ path: { circleId } }),
  },
  'PUT /api/v1/circles/{circleId}': [
    {
      when: 'a new group',
      allow: ['therapist'],
      random: false, // a random id is a new group
      denies: ['anonymous', 'client', 'owner', 'caregiver', 'disabledTherapist'],
      call: ({ client, memberIds }) => ({
        path: { circleId: newId() },
        body: {
          kind: 'group',
          name: 'Monday group',
          clientIds: [client.clientId],
          leaderIds: [memberIds.therapist],
        },
      }),
    },
    {
      when: 'the name of a group',
      allow: leaders,
      fresh: true,
      call: async ({ circleId, people, client, other, memberIds }) => ({
        path: { circleId },
        body: {
          kind: 'group',
          name: `Thursday group ${newId()}`,
          clientIds: [client.clientId, other.clientId],
          leaderIds: [memberIds.therapist, memberIds.groupLeader],
          version: (await people.therapist.call('GET', `/api/v1/circles/${circleId}`)).version,
        },
      }),
    },
  ],
  'PUT /api/v1/circles/{circleId}/sessions/{circleSessionId}': {
    allow: leaders,
    call: ({ circleId, other }) => ({
      path: { circleId, circleSessionId: newId() },
      body: {
        startsAt: '2031-05-08T17:00',
        state: 'planned',
        learning: 'Worry waits when it is asked to',
        absent: [other.clientId],
      },
    }),
  },
  'PUT /api/v1/circles/{circleId}/plans/{jointPlanId}': {
    allow: leaders,
    call: ({ circleId, client }) => ({
      path: { circleId, jointPlanId: newId() },
      body: {
        activityId: 'behavioural-experiment',
        design: shared(client),
        override: 'It stands by itself',
        parts: [
          {
            clientId: client.clientId,
            assignmentId: newId(),
            goalId: client.goalId,
            clientRationale: 'See if they frown',
            plan: plan(),
            accepted: true,
          },
        ],
      },
    }),
  },
};
