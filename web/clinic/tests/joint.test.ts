import { describe, expect, it } from 'vitest';
import { partProblems, planOf, startPart, toJointPlan } from '../src/circles/joint';
import { emptyDesign } from '../src/session/drafts';
import { startPlan } from '../src/session/plan-policy';
import { anActivity as activity } from './fixtures';

const client = (goals: string[]) => ({
  clientId: 'a'.repeat(32),
  name: 'Noor Alm',
  callName: 'Noor',
  noun: 'practice',
  access: 'none' as const,
  toReview: 0,
  goals: goals.map((goalId) => ({ goalId, text: goalId })),
});

describe('one activity for several clients', () => {
  it('takes the only goal, and leaves the choice where there are several', () => {
    expect(startPart(client(['one']), 'x').goalId).toBe('one');
    expect(startPart(client(['one', 'two']), 'x').goalId).toBe('');
    expect(startPart(client([]), 'x').goalId).toBe('');
  });

  it('puts what is one client’s own into the shared plan', () => {
    const shared = { ...startPlan(activity(), '2026-11-24'), when: 'In the evening' };
    const part = { ...startPart(client(['one']), 'x'), when: 'At four', confidence: 8 };
    expect(planOf(shared, part)).toMatchObject({ what: shared.what, when: 'At four', confidence: 8 });
    expect(planOf(shared, { ...part, when: '' }).when).toBe('In the evening');
  });

  it('asks everybody who takes part for a goal, and sends nobody else', () => {
    const shared = startPlan(activity(), '2026-11-24');
    const part = startPart(client([]), 'x');
    expect(partProblems(activity(), shared, part, 7)).toContain('goal');
    const design = { ...emptyDesign, mechanism: 'COG', rationale: ' To see ' };
    const sent = toJointPlan(activity(), design, shared, [{ ...part, included: false }, { ...part, goalId: 'one', assignmentId: 'y' }], '', '');
    expect(sent.parts.map((each) => each.assignmentId)).toEqual(['y']);
    expect(sent.design.rationale).toBe('To see');
  });
});
