// The chains of requests behind "Save the review" and "Agree". Each link is idempotent or checked against the server's
// state first, so that pressing the button again after a broken connection goes on where it stopped.
import { api, ApiError } from '@shared/api';
import { newId } from '@shared/id';
import { localTime } from '@shared/time/local';
import { paths, queryClient, refreshClient, keys } from '../app/queries';
import type { Activity, Assignment, FormulationElement, MemberEngagementInput, Plan, Session, SessionScreenData } from '../app/types';
import { toReview, type ReviewDraft } from './decision';
import { sameContent } from './same-content';
import { designProblems, sameDesign, toDesign } from './design-policy';
import type { Work } from './drafts';

const sessionPath = (clientId: string, sessionId: string) => `${paths.client(clientId)}/sessions/${sessionId}`;

/** The id of the open session; opens today's planned one, or a new one, when none is open yet. */
export async function ensureSession(clientId: string, screen: SessionScreenData, practiceZone: string): Promise<string> {
  // The server says which session is the one of the moment: an older one may have been left open.
  if (screen.session?.state === 'open') return screen.session.sessionId;
  const now = localTime(new Date(), practiceZone).local.slice(0, 16);
  const planned = [screen.session, ...screen.sessions].find((each) => each?.state === 'planned' && each.startsAt.slice(0, 10) === now.slice(0, 10));
  const sessionId = planned?.sessionId ?? newId();
  const saved = await api.put<Session>(sessionPath(clientId, sessionId), {
    treatmentId: screen.treatment.treatmentId,
    startsAt: planned?.startsAt ?? now,
    state: 'open',
    ...(planned ? { version: planned.version, ...(planned.takeaway ? { takeaway: planned.takeaway } : {}) } : {}),
  });
  // The open session is put into what is on the screen at once, so that the next save does not open a second one.
  queryClient.setQueryData<SessionScreenData>(keys.sessionScreen(clientId), (data) =>
    data && { ...data, session: saved, sessions: [saved, ...data.sessions.filter((each) => each.sessionId !== saved.sessionId)] },
  );
  return saved.sessionId;
}

export interface HoldInput {
  session: Session;
  takeaway: string;
  reviewMinutes: number | null;
  assignMinutes: number | null;
  /** The next appointment in the practice's zone; empty for none yet. */
  next: string;
  nextId: string;
}

/** Ends the session with its takeaway and plans the next one. */
export async function holdSession(clientId: string, input: HoldInput): Promise<void> {
  const { session, takeaway, reviewMinutes, assignMinutes, next, nextId } = input;
  const words = takeaway.trim();
  await api.put<Session>(sessionPath(clientId, session.sessionId), {
    treatmentId: session.treatmentId,
    startsAt: session.startsAt,
    state: 'held',
    version: session.version,
    ...(words ? { takeaway: words } : {}),
    ...(reviewMinutes !== null ? { reviewMinutes } : {}),
    ...(assignMinutes !== null ? { assignMinutes } : {}),
  });
  if (next) await api.put<Session>(sessionPath(clientId, nextId), { treatmentId: session.treatmentId, startsAt: next, state: 'planned' });
  await refreshClient(clientId);
}

/** Takes the assignment up in the session and saves the review. Gives the assignment as it stands afterwards. */
export async function saveReview(clientId: string, assignment: Assignment, draft: ReviewDraft, sessionId: string): Promise<Assignment> {
  const path = paths.assignment(clientId, assignment.assignmentId);
  let current = assignment;
  if (draft.belief.trim()) await keepBelief(clientId, assignment.treatmentId, draft);
  if (Object.keys(draft.ratings).length > 0) current = await api.put<Assignment>(`${path}/checks/${draft.checkId}`, toCheck(draft, assignment, sessionId));
  if (current.state === 'active') current = await api.post<Assignment>(`${path}/report`, { version: current.version });
  current = await api.post<Assignment>(`${path}/review`, toReview(draft, current, sessionId));
  await refreshClient(clientId);
  return current;
}

/** The belief that stood in the way, or helped, becomes part of the formulation: the next design can work on it. */
async function keepBelief(clientId: string, treatmentId: string, draft: ReviewDraft): Promise<void> {
  const path = `${paths.client(clientId)}/formulation/${draft.beliefId}`;
  await api.put<FormulationElement>(path, { treatmentId, kind: 'belief', text: draft.belief.trim(), effect: draft.beliefEffect || 'neither' });
}

/** The member's ratings of the time since the last review. */
function toCheck(draft: ReviewDraft, assignment: Assignment, sessionId: string): MemberEngagementInput {
  const now = new Date();
  const to = localTime(now).local.slice(0, 10);
  const from = periodStart(assignment).slice(0, 10);
  return { rater: draft.rater, from: from < to ? from : to, to, ratedAt: now.toISOString(), sessionId, ratings: draft.ratings };
}

/** When the period under review began: the last review, else the agreement in force. */
export function periodStart(assignment: Pick<Assignment, 'agreements' | 'reviews' | 'createdAt'>): string {
  const agreed = assignment.agreements.find((each) => each.acceptedByClientAt && each.acceptedByMemberAt);
  return assignment.reviews[0]?.at ?? agreed?.acceptedByClientAt ?? assignment.createdAt;
}

export interface AgreementInput {
  work: Work;
  activity: Activity;
  /** Null: keep the design only, without a plan. */
  plan: Plan | null;
  treatmentId: string;
  sessionId: string | undefined;
  /** The server has it already: it was kept for later, or a review made it. */
  known: boolean;
  /** Who accepts now: both in the room, the member (the client follows on the phone), or nobody yet. */
  accept: 'both' | 'member' | 'none';
}

/** Whether an assignment in the making is on the server already. */
export function isKnown(screen: SessionScreenData, work: Work): boolean {
  return work.fromId !== undefined || [...screen.current, ...screen.toReview].some((each) => each.assignmentId === work.assignmentId);
}

/** Proposes, designs, plans and accepts, leaving out what the server already has. */
export async function saveAgreement(clientId: string, input: AgreementInput): Promise<Assignment> {
  const { work, activity, plan, sessionId } = input;
  const path = paths.assignment(clientId, work.assignmentId);
  const override = work.override.trim() ? { override: work.override.trim() } : {};
  try {
    let current = input.known ? await existing(path) : null;
    current ??= await api.put<Assignment>(path, {
      treatmentId: input.treatmentId,
      activityId: work.activityId,
      ...(sessionId ? { sessionId } : {}),
      ...(work.variantId ? { variantId: work.variantId } : {}),
    });
    if (designProblems(activity, work.design).length === 0) {
      const design = toDesign(activity, work, current.version);
      if (!sameDesign(current, design)) current = await api.post<Assignment>(`${path}/design`, design);
    }
    if (!plan) return current;
    const newest = current.agreements[0];
    if (!newest || current.state === 'designed' || !sameContent(newest.plan, plan)) {
      current = await api.post<Assignment>(`${path}/plan`, { version: current.version, plan, ...override });
    }
    if (input.accept !== 'none' && current.state === 'planned') {
      const agreement = current.agreements[0];
      if (!agreement) throw new ApiError(500, { title: 'no agreement after planning' });
      current = await api.post<Assignment>(`${path}/accept`, {
        version: current.version,
        agreementVersion: agreement.version,
        party: input.accept,
        ...override,
      });
    }
    return current;
  } finally {
    await refreshClient(clientId);
  }
}

async function existing(path: string): Promise<Assignment | null> {
  try {
    return await api.get<Assignment>(path);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
