import { localTime, wallDate } from '@shared/time/local';
import { toItems, type Field } from '@shared/worksheet';
import type { Draft } from '../offline/drafts';
import type { Outbox, Parcel } from '../offline/outbox';
import type { CheckBody, Mine } from './phone';
import { refresh } from './queries';
import type { EngagementInput, EntryInput } from './types';

/** The entry a draft becomes: only what was asked and answered, at the wall time the person named. */
export function entryOf(draft: Draft, fields: readonly Field[], now: Date): EntryInput {
  const time = localTime(draft.occurredAt ? wallDate(draft.occurredAt) : now);
  const answers = toItems(fields, draft.answers);
  const body: EntryInput = {
    revision: draft.revision,
    baseRevision: draft.baseRevision,
    assignmentId: draft.assignmentId,
    kind: draft.kind === 'obstacle' ? 'obstacle' : 'record',
    occurredAt: time.local,
    zone: time.zone,
    offsetMinutes: time.offsetMinutes,
  };
  if (draft.occurrenceId) body.occurrenceId = draft.occurrenceId;
  if (draft.outcome) body.outcome = draft.outcome;
  if (answers.length) body.answers = answers as EntryInput['answers'];
  if (draft.released.length) body.released = draft.released;
  if (draft.quantity !== undefined) body.quantity = draft.quantity;
  if (draft.quality !== undefined) body.quality = draft.quality;
  if (draft.difficulty !== undefined) body.difficulty = draft.difficulty;
  if (draft.obstacles.length) body.obstacles = draft.obstacles;
  if (draft.obstacleText.trim()) body.obstacleText = draft.obstacleText.trim();
  return body;
}

/** Saves: into the outbox first (then nothing can be lost), then to the server. True when the server has it. */
export async function saveEntry(
  mine: Mine,
  draftId: string,
  draft: Draft,
  fields: readonly Field[],
  name: string,
): Promise<boolean> {
  const now = new Date();
  const parcel: Parcel = {
    entryId: draft.entryId,
    body: entryOf(draft, fields, now),
    name,
    draftId,
    savedAt: now.toISOString(),
  };
  return handOver(mine.outbox, parcel, draft);
}

/** The same for the ratings of one assignment. `from`: the first day they are about. */
export async function saveCheck(
  mine: Mine,
  draftId: string,
  draft: Draft,
  from: string,
  name: string,
): Promise<boolean> {
  const now = new Date();
  const today = localTime(now).local.slice(0, 10);
  const parcel: Parcel<CheckBody> = {
    entryId: draft.entryId,
    body: {
      assignmentId: draft.assignmentId,
      from: from < today ? from : today,
      to: today,
      ratedAt: now.toISOString(),
      ratings: (draft.ratings ?? {}) as EngagementInput['ratings'],
    },
    name,
    draftId,
    savedAt: now.toISOString(),
  };
  return handOver(mine.checks, parcel, draft);
}

async function handOver<Body extends object>(
  box: Outbox<Body>,
  parcel: Parcel<Body>,
  draft: Draft,
): Promise<boolean> {
  await box.add(parcel, draft);
  await box.sync().catch(() => undefined);
  const left = await box.list();
  const sent = !left.some((each) => each.entryId === draft.entryId);
  if (sent) refresh();
  return sent;
}
