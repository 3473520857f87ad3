import { describe, expect, it } from 'vitest';
import { decide, isTouched, reviewProblems, settled, sinceReview, startReview, stepVariants, toReview, wasReached } from '../src/session/decision';
import { movements } from '../src/session/measures';
import { timeline } from '../src/session/Timeline';
import { workAfter, workFor, workFrom } from '../src/session/work';
import { aPlan, aScreen, anActivity, anAssignment, id, today } from './fixtures';

let next = 100;
const review = () => startReview(() => id(next++));
const activity = anActivity();
const entry = { entryId: id(50), assignmentId: id(1), revision: 1, kind: 'record' as const, occurredAt: '2026-11-20T10:00', zone: 'UTC', offsetMinutes: 0, receivedAt: '2026-11-20T10:00:00Z', answers: [] };

describe('a decision', () => {
  it('brings the nearest variant with it', () => {
    expect(decide(review(), 'stepUp', activity, undefined).successorVariantId).toBe('purpose');
    expect(decide(review(), 'stepUp', activity, 'purpose').successorVariantId).toBe('two');
    expect(decide(review(), 'stepDown', activity, undefined).successorVariantId).toBe('tiny');
    expect(decide(review(), 'retire', activity, undefined).successorVariantId).toBe('');
  });

  it('goes back to the activity itself before it goes beyond', () => {
    expect(decide(review(), 'stepDown', activity, 'purpose').successorVariantId).toBe('');
    expect(decide(review(), 'stepUp', activity, 'tiny').successorVariantId).toBe('');
  });

  it('offers no variant that is agreed already', () => {
    expect(stepVariants(activity, 'stepUp', 'purpose').map((variant) => variant.id)).toEqual(['two']);
    expect(stepVariants(activity, 'continue', undefined)).toEqual([]);
  });

  it('"same as last week" opens the plan again when its days are over', () => {
    const same = { ...review(), decision: 'continue' as const };
    expect(settled(same, false).decision).toBe('continue');
    expect(settled(same, true)).toMatchObject({ decision: 'change', successorActivityId: '' });
    expect(settled({ ...same, decision: 'retire' }, true).decision).toBe('retire');
  });
});

describe('a review', () => {
  it('needs a decision, and words when something got worse', () => {
    expect(reviewProblems(review())).toEqual(['decision']);
    expect(reviewProblems({ ...review(), decision: 'continue', adverse: 'yes' })).toEqual(['adverseNote']);
    expect(reviewProblems({ ...review(), decision: 'continue' })).toEqual([]);
  });

  it('sends what was said, the obstacles told before, and a successor only where there is one', () => {
    const assignment = anAssignment({ entries: [{ ...entry, obstacles: ['time', 'fear'] }, { ...entry, entryId: id(51), obstacles: ['time'] }] });
    const draft = { ...review(), decision: 'continue' as const, learning: ' Nothing happened. ', adverseNote: 'left over', notDoneReason: ' ' };
    const sent = toReview(draft, assignment, id(7));
    expect(sent).toEqual({ version: 4, reviewId: draft.reviewId, decision: 'continue', adverse: 'not-asked', sessionId: id(7), obstacles: ['time', 'fear'], learning: 'Nothing happened.' });
    expect(toReview({ ...draft, obstacles: ['unclear'] }, assignment, id(7)).obstacles).toEqual(['unclear']);
    const up = toReview({ ...draft, decision: 'stepUp', successorVariantId: 'purpose', successorActivityId: 'other' }, assignment, undefined);
    expect(up).toMatchObject({ successorId: draft.successorId, successorVariantId: 'purpose' });
    expect(up.successorActivityId).toBeUndefined();
  });

  it('is touched by anything a reload would lose', () => {
    expect(isTouched(review())).toBe(false);
    expect(isTouched({ ...review(), note: 'x' })).toBe(true);
    expect(isTouched({ ...review(), difficulty: 0 })).toBe(true);
  });

  it('knows trying and noticing as reached', () => {
    expect(wasReached(anAssignment({ entries: [{ ...entry, outcome: 'tried' }] }))).toBe(true);
    expect(wasReached(anAssignment({ entries: [{ ...entry, outcome: 'decided-not-to' }, { ...entry, kind: 'obstacle' }] }))).toBe(false);
  });
});

describe('what happened', () => {
  it('stands in the order of time, with what was due and has no entry', () => {
    const occurrence = { occurrenceId: id(60), assignmentId: id(1), from: '2026-11-19T10:00', to: '2026-11-19T23:59', state: 'past' as const };
    const points = timeline(anAssignment({ entries: [{ ...entry, occurrenceId: id(61) }], occurrences: [occurrence, { ...occurrence, occurrenceId: id(61) }, { ...occurrence, occurrenceId: id(62), state: 'open' }] }));
    expect(points.map((point) => ('entry' in point ? 'entry' : point.occurrence.occurrenceId))).toEqual([id(60), 'entry']);
  });

  it('looks only at what came in since the last review', () => {
    const assignment = anAssignment({
      entries: [{ ...entry, receivedAt: '2026-11-10T10:00:00Z' }, { ...entry, entryId: id(52) }],
      occurrences: [{ occurrenceId: id(60), assignmentId: id(1), from: '2026-11-09T10:00', to: '2026-11-09T23:59', state: 'past' }],
      reviews: [{ reviewId: id(80), at: '2026-11-12T10:00:00Z', decision: 'continue' }],
    });
    expect(sinceReview(assignment)).toMatchObject({ entries: [{ entryId: id(52) }], occurrences: [] });
  });

  it('shows what moved, a pair as before and after', () => {
    const slider = (linkId: string) => ({ linkId, text: linkId, type: 'integer' as const, extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/minValue', valueInteger: 0 }, { url: 'http://hl7.org/fhir/StructureDefinition/maxValue', valueInteger: 100 }] });
    const activity = anActivity({
      measures: [{ linkId: 'now', text: 'Belief' }, { linkId: 'mood' }, { mechanism: 'COG' }, { linkId: 'never' }],
      worksheet: {
        resourceType: 'Questionnaire',
        item: [
          { linkId: 'pair', text: '', type: 'group', extension: [{ url: 'https://intersession.example/fhir/StructureDefinition/worksheet-pair', valueCode: 'before-after' }], item: [slider('before'), slider('now')] },
          slider('mood'),
          slider('never'),
        ],
      },
    });
    const answers = (before: number, now: number, mood: number) => ({
      answers: [
        { linkId: 'pair', item: [{ linkId: 'before', answer: [{ valueInteger: before }] }, { linkId: 'now', answer: [{ valueInteger: now }] }] },
        { linkId: 'mood', answer: [{ valueInteger: mood }] },
      ],
    });
    expect(movements(activity, [answers(75, 55, 3), answers(60, 40, 5)])).toMatchObject([
      { text: 'Belief', min: 0, max: 100, values: [75, 55, 60, 40] },
      { text: 'mood', values: [3, 5] },
    ]);
  });
});

describe('the next step', () => {
  const place = { screen: aScreen(), today };
  it('keeps goal and reasons, and last week as the smallest version when it steps up', () => {
    const work = workAfter(anAssignment(), decide(review(), 'stepUp', activity, undefined), activity, place);
    expect(work).toMatchObject({ fromId: id(1), variantId: 'purpose', design: { goalId: id(9), rationale: 'To see.', clientRationale: 'See if they frown.' }, plan: { what: 'Make the slip on purpose.', smallest: aPlan.what, confidence: null } });
  });

  it('asks the reason anew for another activity', () => {
    const other = anActivity({ id: 'other', mechanisms: ['INH'] });
    const work = workAfter(anAssignment(), { ...review(), decision: 'change', successorActivityId: 'other' }, other, place);
    expect(work).toMatchObject({ activityId: 'other', design: { goalId: id(9), mechanism: 'INH', rationale: '' } });
  });

  it('chooses the only goal and the mechanism of the treatment at once', () => {
    expect(workFor(activity, place, null).design).toMatchObject({ goalId: id(9), mechanism: 'INH' });
    const two = aScreen({ goals: [...aScreen().goals, { ...aScreen().goals[0]!, goalId: id(10) }] });
    expect(workFor(activity, { screen: two, today }, null).design.goalId).toBe('');
  });

  it('keeps what was said about why when another activity is looked at', () => {
    const first = workFor(activity, place, null);
    const said = { ...first, design: { ...first.design, rationale: 'Because.' } };
    expect(workFor(anActivity({ id: 'other' }), place, said).design.rationale).toBe('Because.');
  });

  it('goes on with an unfinished agreement as it stands, ratings and all', () => {
    const work = workFrom(anAssignment({ state: 'planned' }), activity, place);
    expect(work).toMatchObject({ assignmentId: id(1), touched: false, plan: { confidence: 8 } });
  });
});
