import { localTime, wallDate } from '@shared/time/local';
import { toItems, type Field } from '@shared/worksheet';
import type { Draft } from '../offline/drafts';
import type { Parcel } from '../offline/outbox';
import type { Mine } from './phone';
import { refresh } from './queries';
import type { EntryInput } from './types';

/** The entry a draft becomes: only what was asked and answered, at the wall time the person named. */
export function entryOf(draft: Draft, fields: readonly Field[], now: Date): EntryInput {
  const time = localTime(draft.occurredAt ? wallDate(draft.occurredAt) : now);
  const answers = toItems(fields, draft.answers);
  const body: EntryInput = {
    revision: draft.revision,
    baseRevision: draft.baseRevision,
    assignmentId: draft.assignmentId,
    kind: draft.kind,
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
  await mine.outbox.add(parcel, draft);
  await mine.outbox.sync().catch(() => undefined);
  const left = await mine.outbox.list();
  const sent = !left.some((each) => each.entryId === draft.entryId);
  if (sent) refresh();
  return sent;
}
