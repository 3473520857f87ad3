// Every read the screens make, under one key each, so that a save knows what to refresh.
import { QueryClient, useQuery } from '@tanstack/react-query';
import { ApiError, api, type components } from '@shared/api';
import type {
  Activity,
  ActivitySummary,
  Assignment,
  Caseload,
  ClientRecord,
  DeviceList,
  LearningList,
  Me,
  Member,
  Practice,
  Programme,
  ProgrammeRun,
  ProgrammeSummary,
  SessionScreenData,
  Terms,
} from './types';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => count < 2 && error instanceof ApiError && error.passing && error.status !== 429,
      // Coming back from the phone call of the client before must not reload under the therapist's fingers.
      refetchOnWindowFocus: false,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

const base = '/api/v1';
export const paths = {
  client: (clientId: string) => `${base}/clients/${clientId}`,
  assignment: (clientId: string, assignmentId: string) => `${base}/clients/${clientId}/assignments/${assignmentId}`,
  run: (clientId: string, runId: string) => `${base}/clients/${clientId}/programmes/${runId}`,
};

export const keys = {
  me: ['me'],
  setUp: ['set-up'],
  practice: ['practice'],
  members: ['members'],
  devices: ['devices'],
  terms: ['terms'],
  activities: ['activities'],
  activity: (activityId: string, version?: number) => ['activities', activityId, ...(version === undefined ? [] : [version])],
  caseload: ['caseload'],
  client: (clientId: string) => ['client', clientId],
  assignment: (clientId: string, assignmentId: string) => ['client', clientId, 'assignment', assignmentId],
  programmes: ['programmes'],
  programme: (programmeId: string) => ['programmes', programmeId],
  runs: (clientId: string) => ['client', clientId, 'programmes'],
  learnings: (clientId: string) => ['client', clientId, 'learnings'],
  replies: (clientId: string) => ['client', clientId, 'replies'],
  sessionScreen: (clientId: string) => ['client', clientId, 'session-screen'],
};

export function useMe(enabled = true) {
  return useQuery({
    queryKey: keys.me,
    queryFn: ({ signal }) => api.get<Me>(`${base}/me`, { signal }),
    staleTime: Infinity,
    enabled,
  });
}

export function useSetUpNeeded() {
  return useQuery({
    queryKey: keys.setUp,
    queryFn: ({ signal }) => api.get<{ needed: boolean }>(`${base}/set-up`, { signal }),
  });
}

export function usePractice() {
  return useQuery({ queryKey: keys.practice, queryFn: ({ signal }) => api.get<Practice>(`${base}/practice`, { signal }) });
}

export function useMembers(enabled: boolean) {
  return useQuery({
    queryKey: keys.members,
    queryFn: async ({ signal }) => (await api.get<{ members: Member[] }>(`${base}/members`, { signal })).members,
    enabled,
  });
}

export function useDevices() {
  return useQuery({
    queryKey: keys.devices,
    queryFn: async ({ signal }) => (await api.get<DeviceList>(`${base}/devices`, { signal })).devices,
  });
}

export function useTerms() {
  return useQuery({
    queryKey: keys.terms,
    queryFn: ({ signal }) => api.get<Terms>(`${base}/catalogue/terms`, { signal }),
    staleTime: Infinity,
  });
}

/** All activities, the practice's own too; few enough that filtering happens here and no search word leaves the page. */
export function useActivities() {
  return useQuery({
    queryKey: keys.activities,
    queryFn: async ({ signal }) =>
      (await api.get<{ activities: ActivitySummary[] }>(`${base}/catalogue/activities`, { signal })).activities,
    // A colleague may publish one.
    staleTime: 60_000,
  });
}

/** An activity; with `version`, as the assignment has it that started with that version. */
export function activityQuery(activityId: string, version?: number) {
  // Only own activities have older versions to ask for.
  const asked = activityId.startsWith('own-') ? version : undefined;
  return {
    queryKey: keys.activity(activityId, asked),
    queryFn: ({ signal }: { signal?: AbortSignal }) => api.get<Activity>(`${base}/catalogue/activities/${activityId}`, { ...(signal ? { signal } : {}), query: { version: asked } }),
    staleTime: activityId.startsWith('own-') && asked === undefined ? 15_000 : Infinity,
  };
}

export function useActivity(activityId: string | null | undefined, version?: number) {
  return useQuery({ ...activityQuery(activityId ?? '', version), enabled: Boolean(activityId) });
}

export function useProgrammes() {
  return useQuery({
    queryKey: keys.programmes,
    queryFn: async ({ signal }) => (await api.get<{ programmes: ProgrammeSummary[] }>(`${base}/catalogue/programmes`, { signal })).programmes,
    staleTime: Infinity,
  });
}

export function useProgramme(programmeId: string) {
  return useQuery({
    queryKey: keys.programme(programmeId),
    queryFn: ({ signal }) => api.get<Programme>(`${base}/catalogue/programmes/${programmeId}`, { signal }),
    staleTime: Infinity,
    enabled: Boolean(programmeId),
  });
}

/** The client's programmes: those that run, rest and have ended. */
export function useRuns(clientId: string) {
  return useQuery({
    queryKey: keys.runs(clientId),
    queryFn: async ({ signal }) => (await api.get<{ programmes: ProgrammeRun[] }>(`${paths.client(clientId)}/programmes`, { signal })).programmes,
  });
}

/** What the client found out over the whole treatment, oldest first. */
export function useLearnings(clientId: string) {
  return useQuery({
    queryKey: keys.learnings(clientId),
    queryFn: async ({ signal }) => (await api.get<LearningList>(`${paths.client(clientId)}/learnings`, { signal })).learnings,
  });
}

export function useCaseload() {
  return useQuery({ queryKey: keys.caseload, queryFn: ({ signal }) => api.get<Caseload>(`${base}/caseload`, { signal }) });
}

export function useClient(clientId: string) {
  return useQuery({
    queryKey: keys.client(clientId),
    queryFn: ({ signal }) => api.get<ClientRecord>(paths.client(clientId), { signal }),
  });
}

export function useAssignment(clientId: string, assignmentId: string) {
  return useQuery({
    queryKey: keys.assignment(clientId, assignmentId),
    queryFn: ({ signal }) => api.get<Assignment>(paths.assignment(clientId, assignmentId), { signal }),
  });
}

export const replyPath = (clientId: string, entryId: string) => `${paths.client(clientId)}/entries/${entryId}/reply`;

/** What was written back on the client's entries. */
export function useReplies(clientId: string) {
  return useQuery({
    queryKey: keys.replies(clientId),
    queryFn: async ({ signal }) => (await api.get<components['schemas']['EntryReplyList']>(`${paths.client(clientId)}/replies`, { signal })).replies,
  });
}

export function useSessionScreen(clientId: string) {
  return useQuery({
    queryKey: keys.sessionScreen(clientId),
    queryFn: ({ signal }) => api.get<SessionScreenData>(`${paths.client(clientId)}/session-screen`, { signal }),
  });
}

/** After a write about one client: everything that shows this client is read again. */
export async function refreshClient(clientId: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: keys.client(clientId) }),
    queryClient.invalidateQueries({ queryKey: keys.caseload }),
  ]);
}

/** The practice's own help numbers; known before signing in too. */
export function useHelp() {
  return useQuery({ queryKey: ['help'], queryFn: ({ signal }) => api.get<components['schemas']['Help']>('/api/v1/help', { signal }) });
}
