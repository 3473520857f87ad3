// Which replies were opened on this phone. The server does not ask, and nobody is told.
import { useQuery } from '@tanstack/react-query';
import { keep, recall } from '../data/phone';
import { queries } from '../data/queries';
import type { Reply } from '../data/types';

const key = 'replies-read';

/** A changed reply is a new one. */
export const nameOf = (reply: Reply): string => `${reply.entryId}/${reply.version}`;

/** The newest reply of the last two weeks that was not opened here. */
export function newestUnread(
  replies: readonly Reply[],
  read: readonly string[],
  now: Date,
): Reply | undefined {
  const since = now.getTime() - 14 * 86_400_000;
  return replies.find((reply) => Date.parse(reply.at) >= since && !read.includes(nameOf(reply)));
}

/** Undefined until the phone has answered, so that nothing is called new by mistake. */
export function useRead(): string[] | undefined {
  return useQuery({
    queryKey: [key],
    queryFn: async () => (await recall<string[]>(key)) ?? [],
    staleTime: Infinity,
  }).data;
}

/** Notes that a reply was opened; of replies that are no longer there nothing is kept. */
export async function markRead(reply: Reply, replies: readonly Reply[]): Promise<void> {
  const before = queries.getQueryData<string[]>([key]) ?? (await recall<string[]>(key)) ?? [];
  if (before.includes(nameOf(reply))) return;
  const known = replies.map(nameOf);
  const now = [...before.filter((each) => known.includes(each)), nameOf(reply)];
  queries.setQueryData([key], now);
  await keep(key, now);
}
