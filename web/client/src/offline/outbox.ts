// Saved entries on their way to the server. A row leaves only after the server's acknowledgement; the same content is
// sent as often as needed, since entry id and revision make it the same write.
import { ApiError, type Reply, type RequestOptions } from '@shared/api';
import type { Entry, EntryInput } from '../data/types';
import type { Draft } from './drafts';
import type { OutboxRow, OutboxState, PhoneStore } from './store';

/** What is sealed in a row. */
export interface Parcel<Body extends object = EntryInput> {
  entryId: string;
  body: Body;
  /** The name of what was done, for showing it before the server knows it. */
  name: string;
  /** The draft this came from; it goes away with the acknowledgement. */
  draftId?: string;
  savedAt: string;
  /** After a conflict: what the server holds. */
  current?: Entry | undefined;
  /** After a refusal: why, in the server's words. */
  refusal?: string | undefined;
}

export interface Waiting<Body extends object = EntryInput> extends Parcel<Body> {
  seq: number;
  state: OutboxState;
}

export type Put = (path: string, body: unknown, options?: RequestOptions) => Promise<Reply<unknown>>;

export type SyncResult = 'done' | 'later' | 'signed-out';

/** What has no revisions is sent as it is. */
const revisionOf = (body: object): number => ('revision' in body ? Number(body.revision) : 1);

export class Outbox<Body extends object = EntryInput> {
  private syncing: Promise<SyncResult> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly store: PhoneStore,
    private readonly owner: string,
    private readonly put: Put,
    private readonly path: string = '/api/v1/me/entries',
  ) {}

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes an entry over from its draft, in one step: afterwards both lie here until the server's word. */
  async add(parcel: Parcel<Body>, draft?: Draft): Promise<void> {
    const { entryId, draftId } = parcel;
    const key = `${entryId}:${revisionOf(parcel.body)}`;
    const row = {
      key,
      entryId,
      owner: this.owner,
      state: 'waiting' as const,
      sealed: await this.store.seal('outbox', key, parcel),
    };
    const copy =
      draftId && draft
        ? {
            id: draftId,
            owner: this.owner,
            entryId,
            sealed: await this.store.seal('drafts', draftId, { ...draft, handedOver: true }),
          }
        : null;
    await this.store.transaction('rw', this.store.outbox, this.store.drafts, async () => {
      await this.store.outbox.add(row as OutboxRow);
      if (copy) await this.store.drafts.put(copy);
    });
    this.changed();
  }

  /** Everything not acknowledged, oldest first. */
  async list(): Promise<Waiting<Body>[]> {
    const rows = await this.rows();
    const waiting = rows.map(async (row) => {
      const parcel = await this.open(row).catch(() => null);
      return parcel && { ...parcel, seq: row.seq, state: row.state };
    });
    return (await Promise.all(waiting)).filter((each) => each !== null);
  }

  /** Sends what waits, in order. Running twice at once is one run. */
  sync(): Promise<SyncResult> {
    this.syncing ??= this.send().finally(() => {
      this.syncing = null;
    });
    return this.syncing;
  }

  /** After a conflict: keep the phone's words as the next revision of what the server holds. */
  async keepMine(seq: number): Promise<void> {
    const row = await this.store.outbox.get(seq);
    if (!row) return;
    const parcel = await this.open(row);
    const base = parcel.current?.revision ?? revisionOf(parcel.body);
    const next: Parcel<Body> = {
      ...parcel,
      body: { ...parcel.body, baseRevision: base, revision: base + 1 },
      current: undefined,
    };
    const key = `${next.entryId}:${revisionOf(next.body)}`;
    const sealed = await this.store.seal('outbox', key, next);
    await this.store.outbox.update(seq, { key, state: 'waiting', sealed });
    this.changed();
  }

  /** The person chose the server's version, or let a refused entry go. */
  async letGo(seq: number): Promise<void> {
    const row = await this.store.outbox.get(seq);
    if (row) await this.acknowledged(row);
  }

  private async send(): Promise<SyncResult> {
    const held = new Set<string>(); // a later revision waits behind an unsettled earlier one
    for (const row of await this.rows()) {
      if (row.state !== 'waiting' || held.has(row.entryId)) {
        held.add(row.entryId);
        continue;
      }
      const parcel = await this.open(row).catch(() => null);
      if (!parcel) continue;
      try {
        await this.put(`${this.path}/${row.entryId}`, parcel.body);
        await this.acknowledged(row);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.signedOut) return 'signed-out';
        if (error.passing) return 'later';
        held.add(row.entryId);
        if (error.status === 409)
          await this.mark(row, 'conflict', { ...parcel, current: error.problem.current });
        else
          await this.mark(row, 'refused', {
            ...parcel,
            refusal: error.problem.detail ?? error.problem.title,
          });
      }
    }
    return 'done';
  }

  private async acknowledged(row: OutboxRow): Promise<void> {
    const parcel = await this.open(row).catch(() => null);
    await this.store.transaction('rw', this.store.outbox, this.store.drafts, async () => {
      await this.store.outbox.delete(row.seq);
      const draft = parcel?.draftId ? await this.store.drafts.get(parcel.draftId) : undefined;
      if (draft && draft.entryId === row.entryId) await this.store.drafts.delete(draft.id);
    });
    this.changed();
  }

  private async mark(row: OutboxRow, state: OutboxState, parcel: Parcel<Body>): Promise<void> {
    const sealed = await this.store.seal('outbox', row.key, parcel);
    await this.store.outbox.update(row.seq, { state, sealed });
    this.changed();
  }

  private rows(): Promise<OutboxRow[]> {
    return this.store.outbox.where('owner').equals(this.owner).sortBy('seq');
  }

  private open(row: OutboxRow): Promise<Parcel<Body>> {
    return this.store.unseal<Parcel<Body>>('outbox', row.key, row.sealed);
  }

  private changed(): void {
    this.listeners.forEach((listener) => listener());
  }
}
