// Drafts: what is being written, before it is saved. A draft never leaves the phone; it goes away only when the server
// has acknowledged the entry it became.
import type { Answers } from '@shared/worksheet';
import type { Entry, Outcome } from '../data/types';
import type { PhoneStore } from './store';

export interface Draft {
  entryId: string;
  revision: number;
  baseRevision: number;
  assignmentId: string;
  occurrenceId?: string;
  kind: Entry['kind'] | 'check';
  step: number;
  answers: Answers;
  outcome?: Outcome | undefined;
  quantity?: number | undefined;
  quality?: number | undefined;
  difficulty?: number | undefined;
  /** Of a check: 0-4 by topic. */
  ratings?: Record<string, number>;
  obstacles: string[];
  obstacleText: string;
  released: string[];
  /** Local wall time; undefined means "the moment it is saved". */
  occurredAt?: string | undefined;
  /** Handed to the outbox; kept only until the server's word. */
  handedOver?: boolean;
}

export class Drafts {
  constructor(
    private readonly store: PhoneStore,
    private readonly owner: string,
  ) {}

  async read(id: string): Promise<Draft | null> {
    const row = await this.store.drafts.get(id);
    if (!row || row.owner !== this.owner) return null;
    return this.store.unseal<Draft>('drafts', id, row.sealed).catch(() => null);
  }

  async write(id: string, draft: Draft): Promise<void> {
    const sealed = await this.store.seal('drafts', id, draft);
    await this.store.drafts.put({ id, owner: this.owner, entryId: draft.entryId, sealed });
  }

  async drop(id: string): Promise<void> {
    await this.store.drafts.delete(id);
  }

  /** The drafts that are still being written, by their ids. */
  async begun(): Promise<Map<string, Draft>> {
    const rows = await this.store.drafts.where('owner').equals(this.owner).toArray();
    const open = new Map<string, Draft>();
    for (const row of rows) {
      const draft = await this.store.unseal<Draft>('drafts', row.id, row.sealed).catch(() => null);
      if (draft && !draft.handedOver) open.set(row.id, draft);
    }
    return open;
  }
}

/** Where a draft lives: one for each thing that can be written. */
export const draftId = {
  record: (assignmentId: string, occurrenceId?: string) => `record:${assignmentId}:${occurrenceId ?? ''}`,
  obstacle: (assignmentId: string, occurrenceId?: string) => `obstacle:${assignmentId}:${occurrenceId ?? ''}`,
  measure: (planId: string, slot: string) => `measure:${planId}:${slot}`,
  revise: (entryId: string) => `revise:${entryId}`,
};

export type WriteState = 'kept' | 'writing' | 'stuck';

/**
 * Writes a value after every change, one write at a time: while one is under way only the newest value waits. So at
 * most one write lies between a keystroke and the disk, and a fast typist causes no queue.
 */
export class Writer<T> {
  private next: { value: T } | null = null;
  private running: Promise<void> | null = null;

  constructor(
    private readonly write: (value: T) => Promise<void>,
    private readonly onState: (state: WriteState) => void = () => {},
  ) {}

  put(value: T): void {
    this.next = { value };
    this.onState('writing');
    this.running ??= this.run();
  }

  /** Resolves when everything put so far is written (or could not be). */
  async flush(): Promise<void> {
    if (this.next && !this.running) this.running = this.run();
    await this.running;
  }

  private async run(): Promise<void> {
    let state: WriteState = 'kept';
    while (this.next) {
      const { value } = this.next;
      this.next = null;
      try {
        await this.write(value);
        state = 'kept';
      } catch {
        state = 'stuck'; // no room, or the store is gone: the words stay in the page, and the page says so
      }
    }
    this.running = null;
    this.onState(state);
  }
}
