import { describe, expect, it } from 'vitest';
import type { Plan } from '../src/app/types';
import { differences } from '../src/print/compare';

const words = (field: keyof Plan, plan: Plan) => (plan[field] === undefined ? '' : JSON.stringify(plan[field]));
const plan: Plan = { what: 'Walk', where: 'Park', minutes: 10, confidence: 6, obstacles: [{ obstacle: 'Rain', coping: 'Coat' }] };

describe('two versions of an agreement', () => {
  it('that say the same have no differences', () => {
    expect(differences(plan, structuredClone(plan), words)).toEqual([]);
  });

  it('are compared field by field: changed, added and taken away', () => {
    const after: Plan = { what: 'Walk to the corner', minutes: 10, confidence: 8, readiness: 9, obstacles: [{ obstacle: 'Rain', coping: 'Stairs' }] };
    expect(differences(plan, after, words).map(({ field, before, after: now }) => [field, before, now])).toEqual([
      ['what', '"Walk"', '"Walk to the corner"'],
      ['where', '"Park"', ''],
      ['obstacles', '[{"obstacle":"Rain","coping":"Coat"}]', '[{"obstacle":"Rain","coping":"Stairs"}]'],
      ['readiness', '', '9'],
      ['confidence', '6', '8'],
    ]);
  });

  it('leave no part of a plan out', () => {
    const full: Required<Plan> = {
      what: 'a', smallest: 'a', where: 'a', when: 'a', recurrence: { freq: 'DAILY', start: '2026-11-24' }, beginsOn: '2026-12-01', minutes: 5,
      ifThen: [{ if: 'a', then: 'b' }], obstacles: [{ obstacle: 'a', coping: 'b' }], readiness: 1, importance: 1, confidence: 1,
      belowThreshold: 'a', reminder: 'once', skips: [{ field: 'where', reason: 'a' }],
    };
    expect(differences({ what: 'b' }, full, words).map((each) => each.field).sort()).toEqual(Object.keys(full).sort());
  });
});
