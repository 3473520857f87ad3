// @vitest-environment node
import Dexie from 'dexie';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiError, type Reply } from '@shared/api';
import { newId } from '@shared/id';
import type { EntryAck, EntryInput } from '../data/types';
import { freshDraft } from '../data/fresh';
import { Drafts, Writer, type WriteState } from './drafts';
import { Outbox, type Parcel } from './outbox';
import { PhoneStore } from './store';

const words = 'They will think I am stupid';
const opened: PhoneStore[] = [];
let names = 0;

function open(name = `phone-${names++}`): PhoneStore {
  const store = new PhoneStore(name);
  opened.push(store);
  return store;
}

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

/** Every byte the database holds, as text in three readings. */
async function everything(name: string): Promise<string> {
  const db = await new Dexie(name).open();
  const rows = (await Promise.all(db.tables.map((table) => table.toArray()))).flat();
  db.close();
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = Buffer.from(value instanceof ArrayBuffer ? value : value.buffer);
      texts.push(bytes.toString('latin1'), bytes.toString('utf8'), bytes.toString('utf16le'));
    } else if (value instanceof CryptoKey) texts.push(`key extractable=${value.extractable}`);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
    else texts.push(String(value));
  };
  rows.forEach(walk);
  return texts.join('\n');
}

function draftWith(text: string) {
  return { ...freshDraft('record', newId(), newId()), answers: { belief: text } };
}

describe('drafts', () => {
  it('are there again after the app was closed', async () => {
    const first = open();
    const draft = draftWith(words);
    await new Drafts(first, 'me').write('d', draft);
    first.close();
    expect(await new Drafts(open(first.name), 'me').read('d')).toEqual(draft);
  });

  it('lie sealed: no word of theirs is in the database, and the key cannot be read', async () => {
    const store = open();
    await new Drafts(store, 'me').write('d', draftWith(words));
    await store.keep('/api/v1/me/today', { what: words });
    store.close();
    const bytes = await everything(store.name);
    expect(bytes).toContain('key extractable=false');
    expect(bytes).not.toContain('stupid');
    expect(bytes).not.toContain('belief');
  });

  it('use a fresh nonce for every write', async () => {
    const store = open();
    const drafts = new Drafts(store, 'me');
    await drafts.write('d', draftWith(words));
    const one = (await store.drafts.get('d'))!.sealed.nonce.join();
    await drafts.write('d', draftWith(words));
    expect((await store.drafts.get('d'))!.sealed.nonce.join()).not.toBe(one);
  });

  it('do not open in another place, nor for another person', async () => {
    const store = open();
    await new Drafts(store, 'me').write('d', draftWith(words));
    const row = (await store.drafts.get('d'))!;
    await store.drafts.put({ ...row, id: 'elsewhere' });
    expect(await new Drafts(store, 'me').read('elsewhere')).toBeNull();
    expect(await new Drafts(store, 'someone').read('d')).toBeNull();
  });

  it('agree on one key when two tabs start at once', async () => {
    const one = open();
    const two = open(one.name);
    await Promise.all([one.key(), two.key()]);
    await new Drafts(one, 'me').write('d', draftWith(words));
    expect((await new Drafts(two, 'me').read('d'))?.answers).toEqual({ belief: words });
  });
});

describe('the writer', () => {
  it('writes every last value, one write at a time, and says so only then', async () => {
    const written: number[] = [];
    const states: WriteState[] = [];
    let running = 0;
    const writer = new Writer<number>(
      async (value) => {
        expect(++running).toBe(1);
        await Promise.resolve();
        written.push(value);
        running--;
      },
      (state) => states.push(state),
    );
    for (let value = 1; value <= 50; value++) writer.put(value);
    await writer.flush();
    expect(written.at(-1)).toBe(50);
    expect(written.length).toBeLessThan(5);
    expect(states.at(-1)).toBe('kept');
    expect(states.filter((state) => state === 'kept')).toHaveLength(1);
  });

  it('says when there is no room, and recovers with the next change', async () => {
    let full = true;
    const states: WriteState[] = [];
    const writer = new Writer<string>(
      () => (full ? Promise.reject(new DOMException('full', 'QuotaExceededError')) : Promise.resolve()),
      (state) => states.push(state),
    );
    writer.put('a');
    await writer.flush();
    expect(states.at(-1)).toBe('stuck');
    full = false;
    writer.put('ab');
    await writer.flush();
    expect(states.at(-1)).toBe('kept');
  });
});

describe('the outbox', () => {
  const body = (revision = 1, obstacleText = words): EntryInput => ({
    revision,
    baseRevision: revision - 1,
    assignmentId: newId(),
    kind: 'record',
    outcome: 'done',
    occurredAt: '2026-11-24T10:00:00',
    zone: 'Europe/Stockholm',
    offsetMinutes: 60,
    obstacleText,
  });
  const parcel = (entryId = newId(), content = body()): Parcel => ({
    entryId,
    body: content,
    name: 'Try it out',
    draftId: 'd',
    savedAt: '2026-11-24T09:00:00Z',
  });

  /** A server with a plan: each call takes the next step, the last one for ever. */
  function server(...plan: (number | 'lost')[]) {
    const seen: { path: string; body: unknown }[] = [];
    const put = (path: string, content: unknown): Promise<Reply<EntryAck>> => {
      seen.push({ path, body: structuredClone(content) });
      const step = plan.length > 1 ? plan.shift()! : (plan[0] ?? 201);
      if (step === 'lost') return Promise.reject(new ApiError(0, {}));
      if (step >= 400)
        return Promise.reject(
          new ApiError(step, {
            detail: 'no',
            current: step === 409 ? ({ revision: 4 } as never) : undefined,
          }),
        );
      return Promise.resolve({
        status: step,
        etag: null,
        data: { entryId: path.slice(-32), revision: 1, receivedAt: '' },
      });
    };
    return { seen, put };
  }

  it('sends a look back, which has no revisions, once the server can be reached', async () => {
    const store = open();
    const { seen, put } = server('lost', 201);
    const checks = new Outbox<{ ratings: Record<string, number> }>(store, 'me/checks', put, '');
    const entryId = newId();
    await checks.add({
      entryId,
      body: { ratings: { quality: 3 } },
      name: 'Try it out',
      savedAt: '2026-11-24T09:00:00Z',
    });
    expect(await checks.sync()).toBe('later');
    expect(await new Outbox(store, 'me', put).list()).toEqual([]);
    expect(await checks.sync()).toBe('done');
    expect(await checks.list()).toEqual([]);
    expect(seen).toEqual(Array(2).fill({ path: `/${entryId}`, body: { ratings: { quality: 3 } } }));
  });

  it('sends the same content again until the server has it, and only then lets draft and entry go', async () => {
    const store = open();
    const { seen, put } = server('lost', 503, 201);
    const outbox = new Outbox(store, 'me', put);
    const drafts = new Drafts(store, 'me');
    const one = parcel();
    await outbox.add(one, { ...draftWith(words), entryId: one.entryId });
    for (const left of [1, 1]) {
      expect(await outbox.sync()).toBe('later');
      expect(await outbox.list()).toHaveLength(left);
      expect((await drafts.read('d'))?.handedOver).toBe(true);
    }
    expect(await outbox.sync()).toBe('done');
    expect(await outbox.list()).toEqual([]);
    expect(await drafts.read('d')).toBeNull();
    expect(seen.map((each) => each.path)).toEqual(Array(3).fill(`/api/v1/me/entries/${one.entryId}`));
    expect(new Set(seen.map((each) => JSON.stringify(each.body))).size).toBe(1);
  });

  it('is still there, sealed, after the app was closed', async () => {
    const store = open();
    const one = parcel();
    await new Outbox(store, 'me', server('lost').put).add(one, draftWith(words));
    store.close();
    expect(await everything(store.name)).not.toContain('stupid');
    const again = new Outbox(open(store.name), 'me', server(200).put);
    expect((await again.list()).map((each) => each.body)).toEqual([one.body]);
    expect(await again.sync()).toBe('done');
    expect(await again.list()).toEqual([]);
  });

  it('does not touch a newer draft in the same place', async () => {
    const store = open();
    const outbox = new Outbox(store, 'me', server(201).put);
    const drafts = new Drafts(store, 'me');
    await outbox.add(parcel(), draftWith(words));
    const newer = draftWith('another one');
    await drafts.write('d', newer);
    await outbox.sync();
    expect(await drafts.read('d')).toEqual(newer);
  });

  it('keeps both versions when somebody was faster, and sends the chosen one on top', async () => {
    const store = open();
    const { seen, put } = server(409, 201);
    const outbox = new Outbox(store, 'me', put);
    await outbox.add(parcel());
    await outbox.sync();
    const [stuck] = await outbox.list();
    expect(stuck).toMatchObject({
      state: 'conflict',
      current: { revision: 4 },
      body: { obstacleText: words },
    });
    await outbox.sync();
    expect(seen).toHaveLength(1);
    await outbox.keepMine(stuck!.seq);
    expect(await outbox.sync()).toBe('done');
    expect(seen[1]?.body).toMatchObject({ revision: 5, baseRevision: 4, obstacleText: words });
    expect(await outbox.list()).toEqual([]);
  });

  it('keeps what the server refuses, goes on with the others, and holds later revisions of the same entry back', async () => {
    const store = open();
    const { seen, put } = server(422, 201);
    const outbox = new Outbox(store, 'me', put);
    const [first, second] = [newId(), newId()];
    await outbox.add(parcel(first));
    await outbox.add(parcel(first, body(2)));
    await outbox.add(parcel(second));
    expect(await outbox.sync()).toBe('done');
    expect((await outbox.list()).map((each) => [each.entryId, each.state])).toEqual([
      [first, 'refused'],
      [first, 'waiting'],
    ]);
    expect(seen).toHaveLength(2);
  });

  it('stops when signed out and loses nothing', async () => {
    const outbox = new Outbox(open(), 'me', server(401).put);
    await outbox.add(parcel());
    expect(await outbox.sync()).toBe('signed-out');
    expect(await outbox.list()).toHaveLength(1);
  });

  it("never shows or sends another person's entries", async () => {
    const store = open();
    await new Outbox(store, 'them', server().put).add(parcel());
    const { seen, put } = server();
    const mine = new Outbox(store, 'me', put);
    expect(await mine.list()).toEqual([]);
    await mine.sync();
    expect(seen).toEqual([]);
  });

  it('sends once when asked twice at the same time', async () => {
    const { seen, put } = server(201);
    const outbox = new Outbox(open(), 'me', put);
    await outbox.add(parcel());
    await Promise.all([outbox.sync(), outbox.sync()]);
    expect(seen).toHaveLength(1);
  });
});
