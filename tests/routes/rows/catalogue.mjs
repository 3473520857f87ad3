// Activities and the words for them.
import { members, signedIn } from '../people.mjs';

export default {
  'GET /api/v1/catalogue/terms': { allow: signedIn },
  'GET /api/v1/catalogue/activities': { allow: members, call: () => ({ query: 'q=experiment' }) },
  'GET /api/v1/catalogue/activities/{activityId}': {
    allow: members,
    call: () => ({ path: { activityId: 'behavioural-experiment' } }),
  },
  'GET /api/v1/catalogue/programmes': { allow: members },
  'GET /api/v1/catalogue/programmes/{programmeId}': {
    allow: members,
    call: () => ({ path: { programmeId: 'relapse-prevention-course' } }),
  },
};
