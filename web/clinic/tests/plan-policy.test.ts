import { describe, expect, it } from 'vitest';
import { planFrom, planProblems, startPlan, toPlan, type PlanDraft } from '../src/session/plan-policy';
import { smaller } from '../src/session/ConfidencePanel';
import { aPlan, anActivity, today } from './fixtures';

const activity = anActivity();
const complete = (change: Partial<PlanDraft> = {}): PlanDraft => ({ ...startPlan(activity, today), where: 'At work', when: 'After lunch', confidence: 8, ...change });
const fields = (draft: PlanDraft, from = activity) => planProblems(from, draft, 7).map((problem) => `${problem.kind} ${problem.field}`);

describe('a plan', () => {
  it('is complete when every required field has an answer', () => {
    expect(fields(complete())).toEqual([]);
    expect(fields(startPlan(activity, today))).toEqual(['missing where', 'missing when', 'missing confidence']);
  });

  it('takes a reason for a required field, but never for what is agreed', () => {
    expect(fields(complete({ where: '', skips: { where: 'anywhere' } }))).toEqual([]);
    expect(fields(complete({ where: '', skips: { where: '  ' } }))).toEqual(['missing where']);
    expect(fields(complete({ what: ' ', skips: { what: 'no' } }))).toEqual(['missing what']);
  });

  it('asks nothing about hidden fields and sends nothing of them', () => {
    const quiet = anActivity({ plan: { ...activity.plan, where: 'hidden', when: 'hidden', howOften: 'hidden', howLong: 'hidden', confidence: 'hidden' } });
    const draft = { ...startPlan(quiet, today), where: 'left over', confidence: 3 };
    expect(fields(draft, quiet)).toEqual([]);
    expect(toPlan(quiet, draft, 'often')).toEqual({ what: quiet.clientSummary, reminder: 'none' });
  });

  it('needs no words for a time that was picked', () => {
    const picked = complete({ when: '', recurrence: { ...complete().recurrence, mode: 'fixed', byDay: ['TU'], times: ['10:00'] } });
    expect(fields(picked)).toEqual([]);
    expect(toPlan(activity, picked, 'Tuesday, 10:00').when).toBeUndefined();
    const daysOnly = complete({ when: '', recurrence: { ...picked.recurrence, times: [] } });
    expect(fields(daysOnly)).toEqual([]);
    expect(toPlan(activity, daysOnly, 'Tuesday').when).toBe('Tuesday');
  });

  it('wants both halves of an if-then and of an obstacle', () => {
    expect(fields(complete({ ifThen: [{ if: 'it rains', then: '' }] }))).toEqual(['half ifThen']);
    expect(fields(complete({ obstacles: [{ obstacle: '', coping: '' }] }))).toEqual([]);
  });

  it('leaves empty rows, blanks and needless reasons out', () => {
    const plan = toPlan(activity, complete({ what: '  Ask Kim ', obstacles: [{ obstacle: '', coping: '' }], skips: { where: 'not needed' } }), '');
    expect(plan).toEqual({ what: 'Ask Kim', where: 'At work', when: 'After lunch', recurrence: { freq: 'WEEKLY', perWeek: 2, start: today }, minutes: 10, confidence: 8, reminder: 'none' });
  });

  it('sends the reason for what stays open, under the name of the field', () => {
    expect(toPlan(activity, complete({ where: '', skips: { where: 'anywhere', howOften: 'when it comes' } }), '')).toMatchObject({
      skips: [
        { field: 'where', reason: 'anywhere' },
        { field: 'howOften', reason: 'when it comes' },
      ],
    });
    expect(toPlan(activity, complete({ skips: { howOften: 'when it comes' } }), '').recurrence).toBeUndefined();
  });
});

describe('confidence below the threshold', () => {
  it('asks for a choice, and goes on once there is one', () => {
    expect(fields(complete({ confidence: 6 }))).toEqual(['confidence confidence']);
    expect(fields(complete({ confidence: 7 }))).toEqual([]);
    expect(fields(complete({ confidence: 6, belowThreshold: '6 of 10, kept because it matters' }))).toEqual([]);
  });

  it('makes it smaller: the smallest version, half as often, half as long', () => {
    const less = smaller(complete({ smallest: 'One word', minutes: 5 }));
    expect(less).toMatchObject({ what: 'One word', smallest: '', minutes: 3 });
    expect(less.recurrence?.perWeek).toBe(1);
    expect(smaller(complete({ minutes: 1 })).minutes).toBe(1);
  });
});

describe('going on from last week', () => {
  it('keeps the plan and asks the ratings anew', () => {
    const draft = planFrom({ ...aPlan, when: 'Tuesday, 10:00', belowThreshold: 'x' }, activity, today);
    expect(draft).toMatchObject({ what: aPlan.what, where: 'Meeting room', when: '', confidence: null, belowThreshold: '' });
    expect(draft.recurrence.start).toBe(today);
  });
});
