// The Insight screen: figures over the member's own clients.
import { therapists } from '../people.mjs';

export default {
  'GET /api/v1/insight': { allow: therapists },
  // Before and after the first analysis a picture of no known name is not there.
  'GET /api/v1/insight/pictures/{name}': {
    allow: therapists,
    status: 404,
    call: () => ({ path: { name: 'no-such-picture' } }),
  },
};
