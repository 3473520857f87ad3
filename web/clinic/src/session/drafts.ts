// What is being typed in a session, kept in memory only: it survives errors, other screens and signing in again, and it
// is gone with the page. Nothing clinical is ever put into the browser's storage.
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { newId } from '@shared/id';
import { without } from '@shared/without';
import type { Assignment, DesignInput } from '../app/types';
import { isTouched, startReview, type Decision, type ReviewDraft } from './decision';
import type { PlanDraft } from './plan-policy';

export type Step = 'review' | 'design' | 'plan';

export interface DesignDraft {
  goalId: string;
  elementId: string;
  mechanism: string;
  rationale: string;
  clientRationale: string;
  practised: NonNullable<DesignInput['practised']> | '';
  proposedBy: NonNullable<DesignInput['proposedBy']> | '';
  gates: Record<string, { confirmed: boolean; reason: string }>;
  /** How it fits the model of the problem, and this person. */
  genericFit: string;
  individualFit: string;
  /** The session whose takeaway it came from; empty for none. */
  takeawaySessionId: string;
  /** The therapist's own; private. */
  reaction: string;
}

/** The agreement being made. It becomes an assignment on the server when the two in the room agree or keep it. */
export interface Work {
  assignmentId: string;
  activityId: string;
  /** The version it starts with, and keeps. */
  activityVersion: number;
  variantId: string;
  design: DesignDraft;
  /** Null until the activity is read. */
  plan: PlanDraft | null;
  /** The assignment this one continues. */
  fromId?: string | undefined;
  override: string;
  touched: boolean;
}

export interface ReplyDraft {
  text: string;
  /** What had been sent when the writing began; empty for nothing. */
  before: string;
}

export interface SessionDraft {
  step: Step | null;
  shared: boolean;
  reviews: Record<string, ReviewDraft>;
  /** What is being written back, by entry. */
  replies: Record<string, ReplyDraft>;
  work: Work | null;
  /** While another activity with the same function is looked for: what it was for, and which it stands in for. */
  sameFunction?: { functions: readonly string[]; activityId: string; rated: number } | undefined;
  /** What this session has already settled, to show it as such. */
  looked: { assignment: Assignment; decision: Decision; learning: string }[];
  agreed: { assignmentId: string; name: string; what: string; waits: boolean }[];
}

const nothing: SessionDraft = { step: null, shared: false, reviews: {}, replies: {}, work: null, looked: [], agreed: [] };
const drafts = new Map<string, SessionDraft>();
const listeners = new Set<() => void>();
const changed = () => listeners.forEach((listener) => listener());

export function draftOf(clientId: string): SessionDraft {
  return drafts.get(clientId) ?? nothing;
}

export function updateDraft(clientId: string, change: (draft: SessionDraft) => SessionDraft): void {
  drafts.set(clientId, change(draftOf(clientId)));
  changed();
}

/** On signing out, or when somebody else signs in at this screen. */
export function clearDrafts(): void {
  drafts.clear();
  changed();
}

export function isDirty(draft: SessionDraft): boolean {
  const replies = Object.values(draft.replies);
  return (
    Boolean(draft.work?.touched) ||
    Object.values(draft.reviews).some(isTouched) ||
    replies.some((reply) => reply.text !== reply.before)
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSessionDraft(clientId: string) {
  const draft = useSyncExternalStore(subscribe, () => draftOf(clientId));
  const update = useCallback((change: (draft: SessionDraft) => SessionDraft) => updateDraft(clientId, change), [clientId]);
  return [draft, update] as const;
}

export function useHasUnsaved(clientId: string): boolean {
  return useSyncExternalStore(subscribe, () => isDirty(draftOf(clientId)));
}

/** Asks before the page is left or reloaded while something typed is not saved. Once, at the root. */
export function useWarnOnLeaving(): void {
  const dirty = useSyncExternalStore(subscribe, () => [...drafts.values()].some(isDirty));
  useEffect(() => {
    if (!dirty) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [dirty]);
}

export function reviewOf(draft: SessionDraft, assignmentId: string): ReviewDraft | undefined {
  return draft.reviews[assignmentId];
}

export function withReview(draft: SessionDraft, assignmentId: string, change: (review: ReviewDraft) => ReviewDraft): SessionDraft {
  return { ...draft, reviews: { ...draft.reviews, [assignmentId]: change(draft.reviews[assignmentId] ?? startReview(newId)) } };
}

export function withoutReview(draft: SessionDraft, assignmentId: string): SessionDraft {
  return { ...draft, reviews: without(draft.reviews, assignmentId) };
}

export function withReply(draft: SessionDraft, entryId: string, reply: ReplyDraft): SessionDraft {
  return { ...draft, replies: { ...draft.replies, [entryId]: reply } };
}

export function withoutReply(draft: SessionDraft, entryId: string): SessionDraft {
  return { ...draft, replies: without(draft.replies, entryId) };
}

export const emptyDesign: DesignDraft = {
  goalId: '',
  elementId: '',
  mechanism: '',
  rationale: '',
  clientRationale: '',
  practised: '',
  proposedBy: '',
  gates: {},
  genericFit: '',
  individualFit: '',
  takeawaySessionId: '',
  reaction: '',
};

export function startWork(activityId: string, activityVersion: number, known: Partial<Work> = {}): Work {
  return {
    assignmentId: newId(),
    activityId,
    activityVersion,
    variantId: '',
    design: { ...emptyDesign },
    plan: null,
    override: '',
    touched: false,
    ...known,
  };
}
