// The Insight screen: figures over the member's own clients.
import { therapists } from '../people.mjs';

export default {
  'GET /api/v1/insight': { allow: therapists },
  'GET /api/v1/insight/pictures/{name}': { allow: therapists, call: () => ({ path: { name: 'forest' } }) },
};
