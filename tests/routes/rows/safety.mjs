// Safety plans, what the practice has settled, alerts.
import { newId } from '../../drive/server.mjs';
import { clients, members, therapists } from '../people.mjs';

// No route makes an alert: an answer that meets a rule does. tests/safety/alert_test.cpp has alerts to look at.
const noAlert = () => ({ path: { alertId: newId() } });

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
  'GET /api/v1/practice/safety': { allow: members },
  'PUT /api/v1/practice/safety': {
    allow: ['owner'],
    call: async ({ people, memberIds }) => {
      const { version } = await people.owner.call('GET', '/api/v1/practice/safety');
      return {
        body: {
          version,
          hours: `Weekdays 9 to 17 ${newId()}`,
          lookWithinHours: 24,
          fallbackMemberId: memberIds.otherTherapist,
          policy: 'We call, then write.',
          reviewOn: '2031-05-01',
          numbersConfirmed: true,
        },
      };
    },
  },
  'GET /api/v1/alerts': { allow: therapists },
  'POST /api/v1/clients/{clientId}/alerts/{alertId}/open': { allow: ['therapist'], call: noAlert, status: 404 },
  'POST /api/v1/clients/{clientId}/alerts/{alertId}/acknowledge': {
    allow: ['therapist'],
    call: () => ({ ...noAlert(), body: { action: 'spoke', note: 'Called at once' } }),
    status: 404,
  },
  'GET /api/v1/escalations': { allow: members },
  'POST /api/v1/escalations/{alertId}/take-over': { allow: therapists, call: noAlert, status: 404 },
};
