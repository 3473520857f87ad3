// Where an agreement in the making comes from: a chosen activity, an unfinished assignment, or a review's successor. Pure.
import type { TFunction } from 'i18next';
import type { Activity, Assignment, SessionScreenData } from '../app/types';
import type { ReviewDraft } from './decision';
import { designFrom, startDesign } from './design-policy';
import { startWork, type SessionDraft, type Work } from './drafts';
import { planFrom, startPlan } from './plan-policy';

interface Place {
  screen: Pick<SessionScreenData, 'treatment' | 'goals'>;
  today: string;
}

/** An activity was chosen. When another one was being prepared, what was said about why stays. */
export function workFor(activity: Activity, place: Place, before: Work | null): Work {
  const { screen, today } = place;
  return startWork(activity.id, activity.version, {
    design: startDesign(activity, screen.treatment, screen.goals, before?.design),
    plan: startPlan(activity, today),
    override: before?.override ?? '',
    touched: before?.touched ?? false,
  });
}

/** The plan says from which day on it reaches the phone; empty: at once. */
export function beginningOn(work: Work, beginsOn: string): Work {
  if (!beginsOn || !work.plan) return work;
  const { recurrence } = work.plan;
  // What was suggested for today is meant for that day.
  return { ...work, plan: { ...work.plan, beginsOn, recurrence: recurrence.start < beginsOn ? { ...recurrence, start: beginsOn } : recurrence } };
}

/** What was chosen below the threshold is kept with the plan of the one that stands in for the other. */
export function insteadOf(work: Work, chosen: Pick<Activity, 'id' | 'name'>, wanted: SessionDraft['sameFunction'], t: TFunction): Work {
  if (!wanted || !work.plan || chosen.id === wanted.activityId) return work;
  const words = t('confidence.sameFunctionNamed', { name: chosen.name });
  return { ...work, plan: { ...work.plan, belowThreshold: t('confidence.chose', { rated: wanted.rated, words }).slice(0, 300) } };
}

/** An assignment that is proposed, designed or planned, to go on with. */
export function workFrom(assignment: Assignment, activity: Activity, place: Place): Work {
  const { screen, today } = place;
  const agreement = assignment.agreements[0];
  const variantId = assignment.design?.variantId ?? assignment.variantId ?? '';
  const plan = agreement ? planFrom(agreement.plan, activity, today) : startPlan(activity, today, variantId);
  // The ratings given to this very agreement still stand; only a new step asks anew.
  if (agreement) {
    plan.readiness = agreement.plan.readiness ?? null;
    plan.importance = agreement.plan.importance ?? null;
    plan.confidence = agreement.plan.confidence ?? null;
    plan.belowThreshold = agreement.plan.belowThreshold ?? '';
  }
  return startWork(assignment.activityId, assignment.activityVersion, {
    assignmentId: assignment.assignmentId,
    variantId,
    design: assignment.design ? designFrom(assignment) : startDesign(activity, screen.treatment, screen.goals),
    plan,
    fromId: assignment.supersedes,
  });
}

/**
 * The next step after a review. The goal, the element and both reasons stay; gates and ratings are asked anew. A harder
 * variant keeps last week's version as the smallest that counts.
 */
export function workAfter(before: Assignment, review: ReviewDraft, activity: Activity, place: Place): Work {
  const { screen, today } = place;
  const same = activity.id === before.activityId;
  const last = before.agreements[0]?.plan;
  const variant = [...activity.variants.easier, ...activity.variants.harder].find((one) => one.id === review.successorVariantId);
  const plan = same && last ? planFrom(last, activity, today) : startPlan(activity, today, review.successorVariantId);
  if (variant) {
    if (review.decision === 'stepUp' && last) plan.smallest = last.what;
    plan.what = variant.text;
  }
  const design = startDesign(activity, screen.treatment, screen.goals, designFrom(before));
  return startWork(activity.id, activity.version, {
    assignmentId: review.successorId,
    variantId: review.successorVariantId,
    design: {
      ...design,
      ...(same ? {} : { rationale: '', practised: '' as const }),
      // The belief that was just found is what the next step can work on; a reaction belongs to its own session.
      ...(review.belief.trim() ? { elementId: review.beliefId } : {}),
      reaction: '',
    },
    plan,
    fromId: before.assignmentId,
    touched: true,
  });
}
