// The one store of this phone, and what belongs to the person signed in on it.
import { send } from '@shared/api';
import { Drafts } from '../offline/drafts';
import { Outbox } from '../offline/outbox';
import type { PhoneStore } from '../offline/store';
import type {
  EngagementAck,
  EngagementInput,
  EntryAck,
  Me,
  MeasureAck,
  MeasureSubmissionInput,
} from './types';

let opened: Promise<PhoneStore> | null = null;

/** The store. Its code comes beside the first picture, not before it: the welcome page needs none. */
export function phone(): Promise<PhoneStore> {
  opened ??= import('../offline/store').then(
    ({ PhoneStore }) => new PhoneStore(),
    (error: unknown) => {
      opened = null;
      throw error;
    },
  );
  return opened;
}

export interface Mine {
  drafts: Drafts;
  outbox: Outbox;
  checks: Outbox<CheckBody>;
  /** Measures that were filled in, on their way like entries. */
  measures: Outbox<MeasureSubmissionInput>;
}

/** The ratings of one assignment, on their way to it. */
export type CheckBody = EngagementInput & { assignmentId: string };

function putCheck(path: string, body: unknown) {
  const { assignmentId, ...check } = body as CheckBody;
  return send<EngagementAck>('PUT', `/api/v1/me/assignments/${assignmentId}/checks${path}`, { body: check });
}

const byClient = new Map<string, Promise<Mine>>();

/** Drafts and outbox of one client. What another client left on a shared phone stays sealed and is never sent. */
export function mineOf(me: Me): Promise<Mine> {
  const owner = me.client?.clientId ?? me.accountId;
  let mine = byClient.get(owner);
  if (!mine) {
    mine = phone().then((store) => ({
      drafts: new Drafts(store, owner),
      outbox: new Outbox(store, owner, (path, body) => send<EntryAck>('PUT', path, { body })),
      measures: new Outbox<MeasureSubmissionInput>(
        store,
        `${owner}/measures`,
        (path, body) => send<MeasureAck>('PUT', path, { body }),
        '/api/v1/me/measure-submissions',
      ),
      checks: new Outbox<CheckBody>(store, `${owner}/checks`, putCheck, ''),
    }));
    mine.catch(() => byClient.delete(owner));
    byClient.set(owner, mine);
  }
  return mine;
}

/** Keeps a copy for the next start without a connection. That it cannot be kept is no reason to stop. */
export async function keep(id: string, value: unknown): Promise<void> {
  await phone()
    .then((store) => store.keep(id, value))
    .catch(() => undefined);
}

export async function recall<T>(id: string): Promise<T | null> {
  return phone()
    .then((store) => store.recall<T>(id))
    .catch(() => null);
}
