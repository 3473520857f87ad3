// Own activities and the server.
import { useQuery } from '@tanstack/react-query';
import { api, type components } from '@shared/api';
import { keys, queryClient } from '../app/queries';
import type { Activity } from '../app/types';
import type { Draft } from './draft';
import type { Held } from './keep';

export type OwnActivity = components['schemas']['OwnActivity'];
export type OwnSummary = components['schemas']['OwnActivitySummary'];
export type Problem = OwnActivity['problems'][number];

const base = '/api/v1/catalogue/own-activities';
const pathOf = (id: string) => `${base}/${id}`;
export const ownKeys = { all: ['own-activities'], one: (id: string) => ['own-activities', id] };

/** "own-" and the id: the name in the catalogue. */
export const idIn = (activityId: string): string | null => /^own-([0-9a-f]{32})$/.exec(activityId)?.[1] ?? null;

export function useOwnActivities() {
  return useQuery({
    queryKey: ownKeys.all,
    queryFn: async ({ signal }) => (await api.get<{ activities: OwnSummary[] }>(base, { signal })).activities,
  });
}

export const fetchOwn = (id: string) => api.get<OwnActivity>(pathOf(id));
export const saveDraft = (id: string, { version, draft }: Held) => api.put<OwnActivity>(`${pathOf(id)}/draft`, { ...(version === undefined ? {} : { version }), draft });
export const bringIn = (id: string, file: unknown) => api.put<OwnActivity>(`${pathOf(id)}/file`, file);
export const publish = (id: string, version: number) => api.post<OwnActivity>(`${pathOf(id)}/publish`, { version });
export const retire = (id: string, version: number, retired: boolean) => api.post<OwnActivity>(`${pathOf(id)}/retire`, { version, retired });
export const dropDraft = (id: string) => api.delete<null>(`${pathOf(id)}/draft`);

/** After a change: the list here, and the catalogue that everybody searches. */
export async function refreshOwn(): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey: ownKeys.all }), queryClient.invalidateQueries({ queryKey: keys.activities })]);
}

/** Puts an activity into a file on this machine. */
export function download(activity: Activity | Draft): void {
  const name = (activity.name || 'activity').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'activity';
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(activity, null, 2)}\n`], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

// -- what this browser holds until the server has it; by member, so that nobody goes on with somebody else's words

const heldKey = (accountId: string, id: string) => `intersession.own-draft.${accountId}.${id}`;

export function readHeld(accountId: string, id: string): Held | null {
  try {
    const text = localStorage.getItem(heldKey(accountId, id));
    return text ? (JSON.parse(text) as Held) : null;
  } catch {
    return null;
  }
}

export function writeHeld(accountId: string, id: string, held: Held | null): void {
  try {
    if (held) localStorage.setItem(heldKey(accountId, id), JSON.stringify(held));
    else localStorage.removeItem(heldKey(accountId, id));
  } catch {
    // No room: the words stay on the screen and on their way to the server.
  }
}
