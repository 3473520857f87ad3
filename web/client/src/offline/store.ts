// The phone's own store. Everything a person wrote or read is sealed; ids, owners and states are not.
import Dexie, { type EntityTable } from 'dexie';
import { newDeviceKey, seal, unseal, type Sealed } from './seal';

export interface DraftRow {
  id: string;
  owner: string;
  entryId: string;
  sealed: Sealed;
}

export type OutboxState = 'waiting' | 'conflict' | 'refused';

export interface OutboxRow {
  /** Order of writing; revisions of one entry are sent in this order. */
  seq: number;
  /** entryId:revision */
  key: string;
  entryId: string;
  owner: string;
  state: OutboxState;
  sealed: Sealed;
}

export interface KeptRow {
  id: string;
  sealed: Sealed;
}

interface KeyRow {
  id: string;
  key: CryptoKey;
}

type Table = 'drafts' | 'outbox' | 'kept';

export class PhoneStore extends Dexie {
  readonly keys!: EntityTable<KeyRow, 'id'>;
  readonly drafts!: EntityTable<DraftRow, 'id'>;
  readonly outbox!: EntityTable<OutboxRow, 'seq'>;
  readonly kept!: EntityTable<KeptRow, 'id'>;
  private deviceKey: Promise<CryptoKey> | null = null;

  constructor(name = 'intersession') {
    super(name);
    this.version(1).stores({
      keys: 'id',
      drafts: 'id, owner, entryId',
      outbox: '++seq, &key, owner, entryId',
      kept: 'id',
    });
  }

  /** The key of this device, made on first use. Two tabs that start at once agree on one. */
  key(): Promise<CryptoKey> {
    this.deviceKey ??= this.findKey().catch((error: unknown) => {
      this.deviceKey = null;
      throw error;
    });
    return this.deviceKey;
  }

  async seal(table: Table, id: string, value: unknown): Promise<Sealed> {
    return seal(await this.key(), `${table}/${id}`, value);
  }

  async unseal<T>(table: Table, id: string, sealed: Sealed): Promise<T> {
    return unseal<T>(await this.key(), `${table}/${id}`, sealed);
  }

  /** Keeps a copy of what the server said, for the next start without a connection. */
  async keep(id: string, value: unknown): Promise<void> {
    await this.kept.put({ id, sealed: await this.seal('kept', id, value) });
  }

  /** The copy, or null when there is none (or it no longer opens). */
  async recall<T>(id: string): Promise<T | null> {
    const row = await this.kept.get(id);
    if (!row) return null;
    return this.unseal<T>('kept', id, row.sealed).catch(() => null);
  }

  private async findKey(): Promise<CryptoKey> {
    const existing = await this.keys.get('device');
    if (existing) return existing.key;
    const fresh = await newDeviceKey(); // made before the transaction: IndexedDB does not wait for foreign promises
    return this.transaction('rw', this.keys, async () => {
      const other = await this.keys.get('device');
      if (other) return other.key;
      await this.keys.put({ id: 'device', key: fresh });
      return fresh;
    });
  }
}
