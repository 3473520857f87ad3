// A client's caregivers: who links them and says what is shared, what they see and record, what the client is told.
import { newId } from '../../drive/server.mjs';
import { clients } from '../people.mjs';

const one = '/api/v1/clients/{clientId}/caregivers/{caregiverId}';
const answers = () => [
  {
    linkId: 'grown-up',
    item: [{ linkId: 'coach-calm', answer: [{ valueInteger: 7 }] }],
  },
];

export default {
  'GET /api/v1/clients/{clientId}/caregivers': { allow: ['therapist'] },
  [`PUT ${one}`]: {
    allow: ['therapist'],
    random: false, // a random caregiver is a new one
    call: () => ({
      path: { caregiverId: newId() },
      body: { name: 'Ola Test', relationship: 'father' },
    }),
  },
  [`POST ${one}/invitations`]: {
    allow: ['therapist'],
    signsOut: ['caregiver'],
    call: ({ caregiverId }) => ({ path: { caregiverId }, body: {} }),
  },
  [`PUT ${one}/shares`]: {
    allow: ['therapist'],
    call: ({ caregiverId, sharedId }) => ({ path: { caregiverId }, body: { assignmentIds: [sharedId] } }),
  },
  [`POST ${one}/end`]: {
    allow: ['therapist'],
    call: async (world) => {
      const caregiverId = newId();
      await world.people.therapist.call('PUT', `${world.client.base}/caregivers/${caregiverId}`, {
        name: 'Per Test',
      });
      return { path: { caregiverId }, body: {} };
    },
  },
  'GET /api/v1/caregiver/home': { allow: ['caregiver'] },
  'PUT /api/v1/caregiver/entries/{entryId}': {
    allow: ['caregiver'],
    random: false, // a random entry is a new one
    call: ({ sharedId }) => ({
      path: { entryId: newId() },
      body: {
        assignmentId: sharedId,
        occurredAt: '2026-11-24T18:30',
        zone: 'Europe/Oslo',
        offsetMinutes: 60,
        answers: answers(),
      },
    }),
  },
  'GET /api/v1/me/caregivers': { allow: clients },
};
