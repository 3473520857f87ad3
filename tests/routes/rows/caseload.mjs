// Views over all rooms.
import { clients, therapists } from '../people.mjs';

export default {
  'GET /api/v1/caseload': { allow: therapists },
  'GET /api/v1/clients/{clientId}/session-screen': { allow: ['therapist'] },
  'GET /api/v1/me/today': { allow: clients },
};
