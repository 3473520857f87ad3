import { newId } from '@shared/id';
import { fromItems, type Field, type ResponseItem } from '@shared/worksheet';
import type { Draft } from '../offline/drafts';
import type { Entry } from './types';

/** An empty draft with an id of its own. */
export function freshDraft(kind: Draft['kind'], assignmentId: string, occurrenceId?: string): Draft {
  return {
    entryId: newId(),
    revision: 1,
    baseRevision: 0,
    assignmentId,
    ...(occurrenceId ? { occurrenceId } : {}),
    kind,
    step: 1,
    answers: {},
    obstacles: [],
    obstacleText: '',
    released: [],
  };
}

/** A draft of the next revision of an entry. */
export function draftOfEntry(entry: Entry, fields: readonly Field[]): Draft {
  return {
    entryId: entry.entryId,
    revision: entry.revision + 1,
    baseRevision: entry.revision,
    assignmentId: entry.assignmentId,
    ...(entry.occurrenceId ? { occurrenceId: entry.occurrenceId } : {}),
    kind: entry.kind,
    step: 1,
    answers: fromItems(fields, entry.answers as ResponseItem[]),
    outcome: entry.outcome,
    quantity: entry.quantity,
    quality: entry.quality,
    difficulty: entry.difficulty,
    obstacles: entry.obstacles ?? [],
    obstacleText: entry.obstacleText ?? '',
    released: entry.released ?? [],
    occurredAt: entry.occurredAt,
  };
}
