// Couples: what the therapist asks each alone, and what one partner gives to the other.
import { newId } from '../../drive/server.mjs';
import { clients } from '../people.mjs';

export default {
  'PUT /api/v1/circles/{circleId}/checks/{checkId}': {
    allow: ['therapist', 'groupLeader'],
    call: ({ coupleId, client }) => ({
      path: { circleId: coupleId, checkId: newId() },
      body: {
        clientId: client.clientId,
        alone: true,
        afraid: false,
        hurt: false,
        free: true,
        note: 'Asked while the partner waited outside',
      },
    }),
  },
  'GET /api/v1/me/partner': { allow: clients },
  'PUT /api/v1/me/entries/{entryId}/partner': {
    allow: ['client'],
    call: async (world) => ({
      path: { entryId: await world.coupleEntry() },
      body: { revision: 1, fields: ['topic'] },
    }),
  },
};
