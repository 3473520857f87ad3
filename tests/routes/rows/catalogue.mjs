// Activities and the words for them.
import { readFileSync } from 'node:fs';
import { newId } from '../../drive/server.mjs';
import { members, signedIn, therapists } from '../people.mjs';

const shipped = JSON.parse(
  readFileSync(
    new URL('../../../catalogue/activities/behavioural/activity-mood-diary.json', import.meta.url),
    'utf8',
  ),
);
const file = () => ({ ...structuredClone(shipped), author: 'Olivia Owner' });
const own = '/api/v1/catalogue/own-activities';

/** An own activity whose draft can be published: {path, version}. */
async function draft(world) {
  const ownActivityId = newId();
  const { about } = await world.people.therapist.call('PUT', `${own}/${ownActivityId}/file`, file());
  return { path: { ownActivityId }, version: about.version };
}

/** One that is published. */
async function published(world) {
  const { path, version } = await draft(world);
  const { about } = await world.people.therapist.call(
    'POST',
    `${own}/${path.ownActivityId}/publish`,
    { version },
  );
  return { path, version: about.version };
}

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
  [`GET ${own}`]: { allow: therapists },
  [`GET ${own}/{ownActivityId}`]: {
    allow: therapists,
    call: async (world) => ({ path: (await published(world)).path }),
  },
  [`PUT ${own}/{ownActivityId}/draft`]: {
    allow: therapists,
    random: false, // a random id is a new activity
    call: async () => ({ path: { ownActivityId: newId() }, body: { draft: { name: 'Half an idea' } } }),
  },
  [`DELETE ${own}/{ownActivityId}/draft`]: {
    allow: therapists,
    call: async (world) => ({ path: (await draft(world)).path }),
  },
  [`PUT ${own}/{ownActivityId}/file`]: {
    allow: therapists,
    random: false, // a random id is a new activity
    call: async () => ({ path: { ownActivityId: newId() }, body: file() }),
  },
  [`POST ${own}/{ownActivityId}/publish`]: {
    allow: therapists,
    call: async (world) => {
      const { path, version } = await draft(world);
      return { path, body: { version } };
    },
  },
  [`POST ${own}/{ownActivityId}/retire`]: {
    allow: therapists,
    call: async (world) => {
      const { path, version } = await published(world);
      return { path, body: { version, retired: true } };
    },
  },
};
