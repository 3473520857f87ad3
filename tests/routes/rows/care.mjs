// The practice, clients, and the parts of a treatment.
import { newId } from '../../drive/server.mjs';
import { everyone, members, therapists } from '../people.mjs';

const treatment = {
  stage: 'early',
  stageReason: 'The first sessions',
  paradigms: ['cognitive', 'behavioural'],
  mechanisms: ['COG'],
  format: 'individual',
};

const newClientBody = () => ({
  name: 'Ada New',
  callName: 'Ada',
  zone: 'Europe/Oslo',
  noun: 'practice',
  treatmentId: newId(),
  treatment,
});

export default {
  'GET /api/v1/help': { allow: everyone },
  'GET /api/v1/practice': { allow: members },
  'PUT /api/v1/practice': {
    allow: ['owner'],
    call: async ({ people }) => {
      const { version } = await people.owner.call('GET', '/api/v1/practice');
      return {
        body: {
          version,
          name: `Practice ${newId()}`,
          zone: 'Europe/Oslo',
          noun: 'homework',
          nouns: [{ paradigm: 'schema', noun: 'card' }],
          confidenceThreshold: 7,
          contacts: [
            {
              label: 'Practice',
              phone: '555 0100',
              hours: 'Weekdays 9 to 16',
              note: 'Ask for the one on duty',
            },
          ],
          emergency: 'Call your local emergency number.',
        },
      };
    },
  },
  'GET /api/v1/clients/{clientId}': { allow: ['therapist'] },
  'PUT /api/v1/clients/{clientId}': [
    {
      when: 'a new client',
      allow: therapists,
      random: false, // a random id is a new client
      call: () => ({ path: { clientId: newId() }, body: newClientBody() }),
    },
    {
      when: 'the details of a client',
      allow: ['therapist'],
      call: async ({ client, people }) => {
        const { version } = (await people.therapist.call('GET', `/api/v1/clients/${client.clientId}`)).client;
        return { body: { ...newClientBody(), name: `Ada ${newId()}`, version } };
      },
    },
    {
      when: 'a new client under an id that a colleague has used',
      allow: [],
      random: false,
      denies: ['client', 'otherClient', 'otherTherapist', 'formerTherapist', 'owner'],
      call: ({ client }) => ({ path: { clientId: client.clientId }, body: newClientBody() }),
    },
  ],
  'PUT /api/v1/clients/{clientId}/consent': {
    allow: ['therapist'],
    // A client of its own: the details above are changed by version, too.
    call: async ({ people }) => {
      const clientId = newId();
      await people.therapist.call('PUT', `/api/v1/clients/${clientId}`, newClientBody());
      return { path: { clientId }, body: { analysis: true, studies: ['Walks and sleep'], version: 1 } };
    },
  },
  'PUT /api/v1/clients/{clientId}/treatments/{treatmentId}': {
    allow: ['therapist'],
    call: () => ({ path: { treatmentId: newId() }, body: treatment }),
  },
  'PUT /api/v1/clients/{clientId}/goals/{goalId}': {
    allow: ['therapist'],
    call: ({ client }) => ({
      path: { goalId: newId() },
      body: { treatmentId: client.treatmentId, text: 'Speak up in a meeting', rating: 3, state: 'active' },
    }),
  },
  'PUT /api/v1/clients/{clientId}/formulation/{elementId}': {
    allow: ['therapist'],
    call: ({ client }) => ({
      path: { elementId: newId() },
      body: {
        treatmentId: client.treatmentId,
        kind: 'belief',
        text: 'They will laugh',
        effect: 'antagonistic',
      },
    }),
  },
  'PUT /api/v1/clients/{clientId}/sessions/{sessionId}': {
    allow: ['therapist'],
    call: ({ client }) => ({
      path: { sessionId: newId() },
      body: {
        treatmentId: client.treatmentId,
        startsAt: '2031-05-06T10:00',
        state: 'planned',
        takeaway: 'I can wait a minute',
        reviewMinutes: 7,
        assignMinutes: 9,
      },
    }),
  },
};
