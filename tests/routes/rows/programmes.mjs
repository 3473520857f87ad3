// Programmes that run for a client, and what was found out over the whole treatment.
import { newId } from '../../drive/server.mjs';
import { clients } from '../people.mjs';

const run = '/api/v1/clients/{clientId}/programmes/{runId}';
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Every step of a programme that has them, the last left out and the one before it on a day of its own. */
const wishes = (steps, id) =>
  steps.map((step, index) => ({
    stepId: step[id],
    ...(index === steps.length - 1 && { leftOut: true, reason: 'Not for him' }),
    ...(index === steps.length - 2 && { on: day(20) }),
  }));

/** An event of a programme that runs, which `before` may have brought on. */
const on = (body, { step, before = async (found) => found } = {}) => ({
  allow: ['therapist'],
  call: async (world) => {
    const found = await before(await world.programme(), world.people.therapist);
    return {
      path: { clientId: found.clientId, runId: found.run.runId, ...(step && { stepId: step }) },
      body: { version: found.run.version, ...body(found) },
    };
  },
});

const post = (event, body) => async (found, therapist) => ({
  ...found,
  run: await therapist.call('POST', `${found.path}/${event}`, { version: found.run.version, ...body }),
});

export default {
  'GET /api/v1/clients/{clientId}/programmes': { allow: ['therapist'] },
  [`PUT ${run}`]: {
    allow: ['therapist'],
    random: false, // a random programme is a new one
    call: async (world) => {
      const { clientId, run: found } = await world.programme();
      const { steps } = await world.people.therapist.call(
        'GET',
        '/api/v1/catalogue/programmes/behavioural-activation-depression',
      );
      return {
        path: { clientId, runId: newId() },
        body: {
          treatmentId: found.treatmentId,
          programmeId: 'behavioural-activation-depression',
          startsOn: day(1),
          steps: wishes(steps, 'id'),
        },
      };
    },
  },
  [`PUT ${run}/steps`]: on((found) => ({ steps: wishes(found.run.steps, 'stepId') })),
  [`POST ${run}/steps/{stepId}/take-up`]: on(() => ({ assignmentId: newId() }), { step: 'gather' }),
  [`POST ${run}/steps/{stepId}/finish`]: on(() => ({}), {
    step: 'gather',
    before: (found, therapist) => post('steps/gather/take-up', { assignmentId: newId() })(found, therapist),
  }),
  [`POST ${run}/pause`]: on(() => ({ reason: 'Two weeks away' })),
  [`POST ${run}/resume`]: on(() => ({ reason: 'Back again' }), { before: post('pause', {}) }),
  [`POST ${run}/end`]: on(() => ({ reason: 'It has done its work' })),
  'GET /api/v1/clients/{clientId}/learnings': { allow: ['therapist'] },
  'GET /api/v1/me/learnings': { allow: clients },
};
