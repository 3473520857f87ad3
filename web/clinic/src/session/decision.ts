// From the review to what comes next. Pure: the screen draws it, save.ts sends it.
import type { Topic } from '@shared/engagement';
import type { Activity, Assignment, FormulationElement, Outcome, ReviewInput, Situation, Variant } from '../app/types';
import { toldCodes } from './obstacles';

export const decisions = ['continue', 'stepUp', 'stepDown', 'change', 'retire'] as const;
export type Decision = (typeof decisions)[number];

export interface ReviewDraft {
  reviewId: string;
  quantity: number | null;
  quality: number | null;
  difficulty: number | null;
  /** Codes of what got in the way; null while nobody changed what the client told. */
  obstacles: string[] | null;
  notDoneReason: string;
  learning: string;
  adverse: 'no' | 'yes' | 'not-asked';
  adverseNote: string;
  note: string;
  /** One moment looked at together: texts are empty, not absent, while nobody wrote any. */
  situation: Required<Pick<Situation, 'situation' | 'thoughts' | 'emotion' | 'consequence'>> & Pick<Situation, 'behaviour'>;
  /** The belief in that moment, to keep in the formulation; empty for none. */
  belief: string;
  beliefEffect: FormulationElement['effect'] | '';
  beliefId: string;
  /** The member's own ratings 0-4 by topic, and from which chair. */
  ratings: Partial<Record<Topic, number>>;
  rater: 'therapist' | 'observer';
  checkId: string;
  decision: Decision | null;
  successorId: string;
  successorActivityId: string;
  successorVariantId: string;
}

export function startReview(newId: () => string): ReviewDraft {
  return {
    reviewId: newId(),
    quantity: null,
    quality: null,
    difficulty: null,
    obstacles: null,
    notDoneReason: '',
    learning: '',
    adverse: 'not-asked',
    adverseNote: '',
    note: '',
    situation: { situation: '', thoughts: '', emotion: '', consequence: '' },
    belief: '',
    beliefEffect: '',
    beliefId: newId(),
    ratings: {},
    rater: 'therapist',
    checkId: newId(),
    decision: null,
    successorId: newId(),
    successorActivityId: '',
    successorVariantId: '',
  };
}

/** Whether something was typed or chosen that a reload would lose. */
export function isTouched(draft: ReviewDraft): boolean {
  return Boolean(
    draft.obstacles || draft.notDoneReason || draft.learning || draft.adverseNote || draft.note || draft.decision ||
      draft.belief || Object.keys(draft.ratings).length > 0 || Object.values(draft.situation).some(Boolean) || draft.adverse !== 'not-asked' || draft.quantity !== null || draft.quality !== null || draft.difficulty !== null,
  );
}

export function makesSuccessor(decision: Decision | null): boolean {
  return decision === 'stepUp' || decision === 'stepDown' || decision === 'change';
}

/** The variants a step leads to; what is agreed now is left out. */
export function stepVariants(activity: Pick<Activity, 'variants'>, decision: Decision | null, current: string | undefined): Variant[] {
  const of = decision === 'stepUp' ? activity.variants.harder : decision === 'stepDown' ? activity.variants.easier : [];
  return of.filter((variant) => variant.id !== current);
}

/**
 * Choosing a decision brings the nearest variant with it. Stepping down from a harder variant, or up from an easier one,
 * first means the activity as it is: that is the empty variant.
 */
export function decide(draft: ReviewDraft, decision: Decision, activity: Pick<Activity, 'variants'>, current: string | undefined): ReviewDraft {
  const opposite = decision === 'stepUp' ? activity.variants.easier : activity.variants.harder;
  const backToPlain = opposite.some((variant) => variant.id === current);
  const nearest = backToPlain ? '' : (stepVariants(activity, decision, current)[0]?.id ?? '');
  return { ...draft, decision, successorVariantId: makesSuccessor(decision) && decision !== 'change' ? nearest : '', successorActivityId: '' };
}

/**
 * "Same as last week" for an agreement whose days are over needs new days, so it opens the same plan again: for the
 * record a change to the same activity.
 */
export function settled(draft: ReviewDraft, daysAreOver: boolean): ReviewDraft {
  return draft.decision === 'continue' && daysAreOver ? { ...draft, decision: 'change', successorActivityId: '', successorVariantId: '' } : draft;
}

/** What the last period looked like: nothing recorded, something in the way, or done at least once. */
export function wasReached(period: Pick<Assignment, 'entries'>): boolean {
  const reached: Outcome[] = ['done', 'partly', 'tried', 'noticed'];
  return period.entries.some((entry) => entry.kind === 'record' && entry.outcome !== undefined && reached.includes(entry.outcome));
}

/** What came in since the last review: only that is looked at anew. */
export function sinceReview<Part extends Pick<Assignment, 'entries' | 'occurrences' | 'reviews'>>(assignment: Part): Pick<Assignment, 'entries' | 'occurrences'> {
  const last = assignment.reviews.map((review) => review.at).sort().at(-1);
  if (!last) return assignment;
  const entries = assignment.entries.filter((entry) => entry.receivedAt > last);
  // Windows are wall time; a window that began before the day of the last review was looked at then.
  const occurrences = assignment.occurrences.filter((occurrence) => occurrence.from.slice(0, 10) >= last.slice(0, 10));
  return { entries, occurrences };
}

export function reviewProblems(draft: ReviewDraft): ('decision' | 'adverseNote')[] {
  const found: ('decision' | 'adverseNote')[] = [];
  if (draft.adverse === 'yes' && !draft.adverseNote.trim()) found.push('adverseNote');
  if (!draft.decision) found.push('decision');
  return found;
}

function toSituation({ situation }: ReviewDraft): Situation | undefined {
  const out: Situation = {};
  for (const field of ['situation', 'thoughts', 'emotion', 'consequence'] as const) {
    if (situation[field].trim()) out[field] = situation[field].trim();
  }
  if (situation.behaviour) out.behaviour = situation.behaviour;
  return Object.keys(out).length > 0 ? out : undefined;
}

/** The review as it is sent. Obstacles the client told are carried over, so that the record has all parts in one place. */
export function toReview(draft: ReviewDraft, assignment: Assignment, sessionId: string | undefined): ReviewInput {
  const decision = draft.decision;
  if (!decision) throw new Error('a review without a decision is not sent');
  const text = (value: string) => value.trim() || undefined;
  const obstacles = (draft.obstacles ?? toldCodes(sinceReview(assignment).entries)).slice(0, 20);
  const review: ReviewInput = { version: assignment.version, reviewId: draft.reviewId, decision, adverse: draft.adverse };
  if (sessionId) review.sessionId = sessionId;
  if (draft.quantity !== null) review.quantity = draft.quantity;
  if (draft.quality !== null) review.quality = draft.quality;
  if (draft.difficulty !== null) review.difficulty = draft.difficulty;
  if (obstacles.length) review.obstacles = obstacles;
  const notDone = text(draft.notDoneReason);
  if (notDone) review.notDoneReason = notDone;
  const learning = text(draft.learning);
  if (learning) review.learning = learning;
  const adverseNote = draft.adverse === 'yes' ? text(draft.adverseNote) : undefined;
  if (adverseNote) review.adverseNote = adverseNote;
  const note = text(draft.note);
  if (note) review.note = note;
  const situation = toSituation(draft);
  if (situation) review.situation = situation;
  if (makesSuccessor(decision)) {
    review.successorId = draft.successorId;
    if (decision === 'change' && draft.successorActivityId) review.successorActivityId = draft.successorActivityId;
    if (draft.successorVariantId) review.successorVariantId = draft.successorVariantId;
  }
  return review;
}
