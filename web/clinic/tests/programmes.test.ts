import type { TFunction } from 'i18next';
import { describe, expect, it } from 'vitest';
import type { ProgrammeRun, ProgrammeRunStep } from '../src/app/types';
import { byFit } from '../src/programmes/StartPage';
import { linesOf, linesOfRun, moved, numberOf, offersOf, wishesOf, type StepLine } from '../src/programmes/steps';
import { openNow } from '../src/client/open-now';
import { minutesOf, addSpent, spentIn } from '../src/session/spent';
import { designFrom, newestTakeaway, toDesign } from '../src/session/design-policy';
import { emptyDesign } from '../src/session/drafts';
import { partScores } from '../src/session/obstacles';
import { toPlan } from '../src/session/plan-policy';
import { beginningOn, insteadOf, workFor } from '../src/session/work';
import { withSameFunction } from '../src/library/filter';
import { aScreen, aSummary, anActivity, anAssignment, id, today } from './fixtures';

const step = (stepId: string, change: Partial<ProgrammeRunStep> = {}): ProgrammeRunStep => ({
  stepId,
  session: 1,
  stage: 'early',
  activityId: `activity-${stepId}`,
  delivery: { kind: 'after-previous' },
  note: '',
  state: 'waiting',
  name: stepId,
  ...change,
});
const run = (steps: ProgrammeRunStep[], change: Partial<ProgrammeRun> = {}): ProgrammeRun => ({
  runId: 'r',
  treatmentId: 't',
  version: 1,
  state: 'running',
  programmeId: 'p',
  programmeVersion: 1,
  name: 'Programme',
  clientName: 'For you',
  startsOn: '2026-11-24',
  of: steps.length,
  steps,
  history: [],
  ...change,
});
const ids = (lines: readonly StepLine[]) => lines.map((line) => line.stepId).join('');

describe('the steps of a programme', () => {
  it('begin as the catalogue has them, all wanted', () => {
    const lines = linesOf({ steps: [{ id: 'a', session: 1, stage: 'early', activityId: 'x', variant: 'v', delivery: { kind: 'at-once' }, note: 'n' }] }, (id) => `Name of ${id}`);
    expect(lines).toEqual([
      { stepId: 'a', activityId: 'x', name: 'Name of x', variant: 'v', stage: 'early', delivery: { kind: 'at-once' }, note: 'n', leftOut: false, reason: '', on: '', fixed: false },
    ]);
  });

  it('move by one place, but two that have begun keep their order', () => {
    const lines = linesOfRun(run([step('a', { state: 'finished' }), step('b', { state: 'begun' }), step('c'), step('d')]));
    expect(ids(moved(lines, 2, 1))).toBe('abdc');
    expect(ids(moved(lines, 2, -1))).toBe('acbd');
    expect(ids(moved(lines, 1, -1))).toBe('abcd');
    expect(ids(moved(lines, 0, -1))).toBe('abcd');
  });

  it('are sent whole: reasons only with what is left out, days only where set, nothing about what has begun', () => {
    const lines = linesOfRun(
      run([step('a', { state: 'begun', on: '2026-11-30' }), step('b', { state: 'left-out', reason: 'Not needed' }), step('c', { on: '2026-12-24' }), step('d')]),
    );
    expect(wishesOf(lines)).toEqual([{ stepId: 'a', on: '2026-11-30' }, { stepId: 'b', leftOut: true, reason: 'Not needed' }, { stepId: 'c', on: '2026-12-24' }, { stepId: 'd' }]);
    expect(numberOf(lines, 3)).toBe(3);
  });
});

describe('what programmes offer', () => {
  it('is what is due now, and what has a day, soonest first; nothing of one that rests', () => {
    const going = run([step('a', { state: 'due' }), step('b', { dueOn: '2027-01-01' }), step('c', { dueOn: '2026-12-01' }), step('d'), step('e', { state: 'finished' })]);
    const { now, ahead } = offersOf([going, run([step('x', { state: 'due' })], { state: 'paused' })]);
    expect(now.map((offer) => offer.step.stepId)).toEqual(['a']);
    expect(ahead.map((offer) => offer.step.stepId)).toEqual(['c', 'b']);
  });

  it('puts programmes that fit the treatment first', () => {
    const programme = (programmeId: string, paradigms: string[], formats: string[]) => ({ programmeId, version: 1, name: programmeId, summary: '', paradigms, formats, sessions: 1, steps: 2, reviewStatus: '' });
    const all = [programme('group', ['cognitive'], ['group']), programme('other', ['schema'], ['individual']), programme('first', ['cognitive'], ['individual'])];
    expect(byFit(all, { paradigms: ['cognitive'], format: 'individual' }).map((each) => each.programmeId)).toEqual(['first', 'other', 'group']);
  });
});

describe('the session that is open', () => {
  const session = (openedAt: string) => ({ state: 'open' as const, openedAt, startsAtInstant: openedAt });
  const now = Date.parse('2026-11-24T12:00:00Z');
  it('is not one that was left open last week', () => {
    expect(openNow([session('2026-11-17T10:00:00Z')], now)).toBeUndefined();
  });
  it('is the newest that began less than eighteen hours ago', () => {
    const newer = session('2026-11-24T11:00:00Z');
    expect(openNow([session('2026-11-17T10:00:00Z'), session('2026-11-24T08:00:00Z'), newer], now)).toBe(newer);
    expect(openNow([session('2026-11-23T18:00:00Z')], now)).toBeUndefined();
    expect(openNow([session('2026-11-23T18:00:01Z')], now)).toBeDefined();
  });
});

describe('the minutes of a session', () => {
  it('are counted by what they went into and added to those kept before', () => {
    addSpent('s', 'review', 60);
    addSpent('s', 'design', 100);
    addSpent('s', 'plan', 80);
    expect(spentIn('s')).toEqual({ review: 60, assign: 180 });
    expect(minutesOf(180, undefined)).toBe(3);
    expect(minutesOf(180, 4)).toBe(7);
    expect(minutesOf(10, undefined)).toBeNull();
    expect(minutesOf(0, 0)).toBe(0);
  });
});

describe('what got in the way', () => {
  it('has a score in each of its two parts and none over both', () => {
    const scores = partScores(['forgot', 'too-hard', 'unclear', 'of another list']);
    expect(scores.map(({ part, named, of }) => [part, named.length, of])).toEqual([
      ['person', 1, 12],
      ['task', 2, 8],
    ]);
  });
});

describe('below the threshold', () => {
  const wanted = { functions: ['approach', 'notice'], activityId: 'this', rated: 4 };
  it('offers only others with the same first function', () => {
    const all = [
      aSummary({ activityId: 'this', functions: ['approach', 'notice'] }),
      aSummary({ activityId: 'same', functions: ['approach'] }),
      aSummary({ activityId: 'second', functions: ['notice', 'approach'] }),
      aSummary({ activityId: 'unsafe', functions: ['approach'], safety: true, assignable: false }),
      aSummary({ activityId: 'other', functions: ['rest'] }),
    ];
    expect(withSameFunction(all, wanted).map((each) => each.activityId)).toEqual(['same']);
    expect(withSameFunction(all.filter((each) => each.activityId !== 'same'), wanted).map((each) => each.activityId)).toEqual(['second']);
  });

  it('keeps with the plan which one was chosen, and only where another was', () => {
    const t = ((key: string, values: Record<string, unknown>) => `${key} ${Object.values(values).join(' ')}`) as unknown as TFunction;
    const activity = anActivity({ id: 'same', name: 'Something smaller' });
    const work = workFor(activity, { screen: aScreen(), today }, null);
    expect(insteadOf(work, activity, wanted, t).plan?.belowThreshold).toBe('confidence.chose 4 confidence.sameFunctionNamed Something smaller');
    expect(insteadOf(work, activity, undefined, t).plan?.belowThreshold).toBe('');
    expect(insteadOf(work, { id: 'this', name: 'This' }, wanted, t).plan?.belowThreshold).toBe('');
  });
});

describe('a step agreed in advance', () => {
  it('says in its plan from which day on it holds', () => {
    const activity = anActivity();
    const work = beginningOn(workFor(activity, { screen: aScreen(), today }, null), '2026-12-01');
    expect(work.plan?.beginsOn).toBe('2026-12-01');
    expect(work.plan?.recurrence.start).toBe('2026-12-01');
    expect(toPlan(activity, { ...work.plan!, where: 'Here' }, '').beginsOn).toBe('2026-12-01');
    expect(toPlan(activity, { ...work.plan!, beginsOn: '' }, '')).not.toHaveProperty('beginsOn');
  });
});

describe('a design', () => {
  it('keeps the takeaway it came from and both notes on the fit', () => {
    const design = { ...emptyDesign, goalId: 'g', mechanism: 'COG', rationale: 'Because', genericFit: ' Fits the model ', individualFit: 'Fits him', takeawaySessionId: id(7) };
    const input = toDesign(anActivity(), { design, variantId: '' }, 1);
    expect(input).toMatchObject({ genericFit: 'Fits the model', individualFit: 'Fits him', takeawaySessionId: id(7) });
    const again = designFrom(anAssignment({ design: { goalId: 'g', mechanism: 'COG', rationale: 'Because', genericFit: 'Fits the model', individualFit: 'Fits him', takeawaySessionId: id(7) } }));
    expect(toDesign(anActivity(), { design: again, variantId: '' }, 1)).toEqual(input);
  });

  it('starts from the newest takeaway', () => {
    const sessions = [
      { sessionId: 'a', startsAt: '2026-11-10T10:00', takeaway: 'Old' },
      { sessionId: 'b', startsAt: '2026-11-17T10:00', takeaway: 'New' },
      { sessionId: 'c', startsAt: '2026-11-24T10:00' },
    ];
    expect(newestTakeaway(sessions)?.sessionId).toBe('b');
  });
});
