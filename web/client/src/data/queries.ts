// What the screens read: from the server when it answers, otherwise the copy on the phone.
import { api, ApiError } from '@shared/api';
import { QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { keep, recall } from './phone';
import type { EntryHistory, EntryList, Help, LearningList, Me, MyAssignmentList, MyMeasures, MySafety, ReplyList, Today } from './types';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always', // the browser's idea of being online is often wrong; a request tells the truth
      staleTime: 30_000,
      retry: false,
      refetchOnWindowFocus: true,
      refetchOnReconnect: true,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

/** The paths that are kept on the phone for a start without a connection. */
export const paths = {
  me: '/api/v1/me',
  today: '/api/v1/me/today',
  assignments: '/api/v1/me/assignments',
  entries: '/api/v1/me/entries',
  measures: '/api/v1/me/measures',
  help: '/api/v1/help',
  safety: '/api/v1/me/safety',
  learnings: '/api/v1/me/learnings',
  replies: '/api/v1/me/replies',
} as const;

const listeners = new Set<() => void>();
let reached = true;

/** Did the last question to the server get an answer? For useSyncExternalStore. */
export const connection = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  get: () => reached,
};

function noteReached(now: boolean): void {
  if (now === reached) return;
  reached = now;
  listeners.forEach((listener) => listener());
}

async function readThrough<T>(path: string): Promise<T> {
  try {
    const data = await api.get<T>(path, { timeout: 8_000 });
    noteReached(true);
    void keep(path, data);
    return data;
  } catch (error) {
    if (error instanceof ApiError && error.passing) {
      noteReached(!error.offline);
      const copy = await recall<T>(path);
      if (copy) return copy;
    }
    throw error;
  }
}

/** Puts the phone's copies in place before the first render, marked old so that they are asked for again. */
export async function recallAll(): Promise<void> {
  const each = async (path: string) => {
    const copy = await recall(path);
    if (copy) queries.setQueryData([path], copy, { updatedAt: 0 });
  };
  await Promise.all(Object.values(paths).map(each));
}

function useKept<T>(path: string, enabled = true): UseQueryResult<T> {
  return useQuery<T>({ queryKey: [path], queryFn: () => readThrough<T>(path), enabled });
}

export const useMe = (enabled = true) => useKept<Me>(paths.me, enabled);
export const useToday = () => useKept<Today>(paths.today);
export const useAssignments = () => useKept<MyAssignmentList>(paths.assignments);
export const useEntries = () => useKept<EntryList>(paths.entries);
export const useLearnings = () => useKept<LearningList>(paths.learnings);
export const useReplies = () => useKept<ReplyList>(paths.replies);
export const useMeasures = () => useKept<MyMeasures>(paths.measures);
export const useHelp = () => useKept<Help>(paths.help);
export const useSafety = () => useKept<MySafety>(paths.safety);

export function useEntry(entryId: string): UseQueryResult<EntryHistory> {
  const path = `${paths.entries}/${entryId}`;
  return useQuery({ queryKey: [path], queryFn: () => api.get<EntryHistory>(path) });
}

/** After something was sent: everything that may show it is asked for again. */
export function refresh(): void {
  void queries.invalidateQueries({ queryKey: [paths.today] });
  void queries.invalidateQueries({ queryKey: [paths.entries] });
  void queries.invalidateQueries({ queryKey: [paths.assignments] });
  void queries.invalidateQueries({ queryKey: [paths.measures] });
}
