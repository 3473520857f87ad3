// What a plan needs before it can be agreed: the activity's field rules, skips with a reason, and the confidence check.
// Pure. The server checks the same again; this says it before anybody presses a button.
import type { Activity, FieldRule, Plan, PlanField } from '../app/types';
import { planFields } from '../app/types';
import {
  fromRecurrence,
  recurrenceProblems,
  suggestedRecurrence,
  toRecurrence,
  type RecurrenceDraft,
} from './recurrence';

export interface PlanDraft {
  what: string;
  smallest: string;
  where: string;
  when: string;
  recurrence: RecurrenceDraft;
  minutes: number | null;
  ifThen: { if: string; then: string }[];
  obstacles: { obstacle: string; coping: string }[];
  readiness: number | null;
  importance: number | null;
  confidence: number | null;
  /** What was chosen when the confidence was below the practice's threshold, in words. */
  belowThreshold: string;
  reminder: 'none' | 'once';
  /** The day from which it reaches the phone; empty: at once. */
  beginsOn: string;
  /** Why a required field stays open. */
  skips: Partial<Record<PlanField, string>>;
}

export type PlanProblem =
  | { kind: 'missing'; field: PlanField }
  | { kind: 'half'; field: 'ifThen' | 'obstacles' }
  | { kind: 'recurrence'; field: 'howOften' }
  | { kind: 'confidence'; field: 'confidence' };

export function ruleOf(activity: Pick<Activity, 'plan'>, field: PlanField): FieldRule {
  return activity.plan[field] ?? 'offered';
}

/** Declared optional fields folded away at first: what is required or commonly talked about stays in sight. */
export function isHidden(activity: Pick<Activity, 'plan'>, field: PlanField): boolean {
  return ruleOf(activity, field) === 'hidden';
}

/** A first plan from what the activity knows, so that two people change words instead of filling an empty form. */
export function startPlan(activity: Activity, today: string, variantId?: string): PlanDraft {
  const variant = [...activity.variants.easier, ...activity.variants.harder].find((one) => one.id === variantId);
  return {
    what: variant?.text ?? activity.clientSummary,
    smallest: '',
    where: '',
    when: '',
    recurrence: suggestedRecurrence(activity, today),
    minutes: isHidden(activity, 'howLong') ? null : activity.minutes.once,
    ifThen: [],
    obstacles: [],
    readiness: null,
    importance: null,
    confidence: null,
    belowThreshold: '',
    reminder: 'none',
    beginsOn: '',
    skips: {},
  };
}

/** The plan agreed last time, to go on from. The ratings are asked anew: they belong to the new step. */
export function planFrom(plan: Plan, activity: Activity, today: string): PlanDraft {
  const fresh = startPlan(activity, today);
  return {
    ...fresh,
    what: plan.what,
    smallest: plan.smallest ?? '',
    where: plan.where ?? '',
    // Clock times and days say when; words written from them last time would say it twice.
    when: plan.recurrence?.times?.length || plan.recurrence?.byDay?.length ? '' : (plan.when ?? ''),
    recurrence: plan.recurrence ? fromRecurrence(plan.recurrence, today) : fresh.recurrence,
    minutes: plan.minutes ?? fresh.minutes,
    ifThen: plan.ifThen?.map((each) => ({ ...each })) ?? [],
    obstacles: plan.obstacles?.map((each) => ({ ...each })) ?? [],
    reminder: plan.reminder ?? 'none',
    beginsOn: plan.beginsOn && plan.beginsOn > today ? plan.beginsOn : '',
    skips: Object.fromEntries((plan.skips ?? []).map((skip) => [skip.field, skip.reason])),
  };
}

const filled = (text: string) => text.trim().length > 0;

function isFilled(draft: PlanDraft, field: PlanField): boolean {
  switch (field) {
    case 'what':
    case 'where':
    case 'when':
      return filled(draft[field]);
    case 'howOften':
      return recurrenceProblems(draft.recurrence).length === 0;
    case 'howLong':
      return draft.minutes !== null && draft.minutes >= 1 && draft.minutes <= 600;
    case 'ifThen':
      return draft.ifThen.some((each) => filled(each.if) && filled(each.then));
    case 'obstacles':
      return draft.obstacles.some((each) => filled(each.obstacle) && filled(each.coping));
    case 'readiness':
    case 'importance':
    case 'confidence':
      return draft[field] !== null;
    case 'reminder':
      return true;
  }
}

/** "When" is answered by clock times or fixed days too: nobody should type what is already picked. */
function whenIsPicked(activity: Pick<Activity, 'plan'>, draft: PlanDraft): boolean {
  if (isHidden(activity, 'howOften')) return false;
  const { mode, times, byDay } = draft.recurrence;
  return mode === 'once' || (mode === 'fixed' && byDay.length > 0) || (mode === 'daily' && times.length > 0);
}

export function needsThresholdChoice(draft: Pick<PlanDraft, 'confidence' | 'belowThreshold'>, threshold: number): boolean {
  return draft.confidence !== null && draft.confidence < threshold && !filled(draft.belowThreshold);
}

/** Everything that stands between this plan and an agreement, in the order of the screen. Empty when nothing does. */
export function planProblems(activity: Pick<Activity, 'plan'>, draft: PlanDraft, threshold: number): PlanProblem[] {
  const found: PlanProblem[] = [];
  for (const field of planFields) {
    const rule = ruleOf(activity, field);
    if (rule === 'hidden' && field !== 'what') continue;
    if (field === 'howOften' && !draft.skips.howOften && recurrenceProblems(draft.recurrence).length) {
      found.push({ kind: 'recurrence', field });
      continue;
    }
    const open = !isFilled(draft, field) && !(field === 'when' && whenIsPicked(activity, draft));
    // `what` can never be skipped: an agreement without content is none.
    const skipped = field !== 'what' && filled(draft.skips[field] ?? '');
    if (open && (rule === 'required' || field === 'what') && !skipped) {
      found.push({ kind: 'missing', field });
      continue;
    }
    if (field === 'ifThen' && draft.ifThen.some((each) => filled(each.if) !== filled(each.then))) found.push({ kind: 'half', field });
    if (field === 'obstacles' && draft.obstacles.some((each) => filled(each.obstacle) !== filled(each.coping))) found.push({ kind: 'half', field });
    if (field === 'confidence' && needsThresholdChoice(draft, threshold)) found.push({ kind: 'confidence', field });
  }
  return found;
}

/** The plan as it is sent: no hidden field, no empty row, no reason for something that is there. */
export function toPlan(activity: Pick<Activity, 'plan'>, draft: PlanDraft, whenWords: string): Plan {
  const shown = (field: PlanField) => !isHidden(activity, field);
  const text = (value: string) => value.trim();
  const plan: Plan = { what: text(draft.what) };
  if (filled(draft.smallest)) plan.smallest = text(draft.smallest);
  if (shown('where') && filled(draft.where)) plan.where = text(draft.where);
  if (shown('when')) {
    if (filled(draft.when)) plan.when = text(draft.when);
    // Days without a clock time are an answer too, but only words can carry it.
    else if (whenIsPicked(activity, draft) && toRecurrence(draft.recurrence).times === undefined) plan.when = whenWords;
  }
  if (shown('howOften') && recurrenceProblems(draft.recurrence).length === 0 && !filled(draft.skips.howOften ?? '')) {
    plan.recurrence = toRecurrence(draft.recurrence);
  }
  if (draft.beginsOn) plan.beginsOn = draft.beginsOn;
  if (shown('howLong') && draft.minutes !== null) plan.minutes = draft.minutes;
  if (shown('ifThen')) {
    const pairs = draft.ifThen.filter((each) => filled(each.if) && filled(each.then)).map((each) => ({ if: text(each.if), then: text(each.then) }));
    if (pairs.length) plan.ifThen = pairs;
  }
  if (shown('obstacles')) {
    const pairs = draft.obstacles
      .filter((each) => filled(each.obstacle) && filled(each.coping))
      .map((each) => ({ obstacle: text(each.obstacle), coping: text(each.coping) }));
    if (pairs.length) plan.obstacles = pairs;
  }
  for (const field of ['readiness', 'importance', 'confidence'] as const) {
    const value = draft[field];
    if (shown(field) && value !== null) plan[field] = value;
  }
  if (shown('confidence') && filled(draft.belowThreshold)) plan.belowThreshold = text(draft.belowThreshold);
  if (shown('reminder')) plan.reminder = draft.reminder;
  const skips = planFields.flatMap((field) => {
    const reason = text(draft.skips[field] ?? '');
    const open = field === 'howOften' ? plan.recurrence === undefined : !isFilled(draft, field) && !(field === 'when' && plan.when);
    return reason && open && ruleOf(activity, field) === 'required' ? [{ field, reason }] : [];
  });
  if (skips.length) plan.skips = skips;
  return plan;
}
