// When the client last confirmed having read that nobody watches round the clock: on the phone at once, on the server when
// it can be reached.
import { useCallback, useEffect } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api } from '@shared/api';
import { keep, recall } from '../data/phone';
import { paths, queries, useSafety } from '../data/queries';

/** After so long the statement is shown again. */
export const statementDays = 90;
const id = 'statement';
const key = [id];

/** True where it was never confirmed, or longer ago than `statementDays`. Times as ISO 8601; pure. */
export function isDue(confirmed: readonly (string | null | undefined)[], now: Date): boolean {
  const latest = Math.max(0, ...confirmed.map((each) => Date.parse(each ?? '') || 0));
  return now.getTime() - latest > statementDays * 86_400_000;
}

export interface Statement {
  /** Undefined until it is known. */
  due: boolean | undefined;
  confirm: () => Promise<void>;
}

/** What is confirmed here counts from the moment on, with a connection or without. */
export function useStatement(): Statement {
  const safety = useSafety();
  const local = useQuery({
    queryKey: key,
    queryFn: async () => (await recall<string>(id)) ?? '',
    staleTime: Infinity,
  });
  const there = safety.data?.statementConfirmedAt;
  const here = local.data;
  const known = here !== undefined && !safety.isPending;
  const confirm = useCallback(async () => {
    const now = new Date().toISOString();
    queries.setQueryData(key, now);
    await keep(id, now).catch(() => undefined);
    await tell();
  }, []);
  return { due: known ? isDue([here, there], new Date()) : undefined, confirm };
}

async function tell(): Promise<void> {
  try {
    await api.post('/api/v1/me/safety/statement', {});
    await queries.invalidateQueries({ queryKey: [paths.safety] });
  } catch {
    // It stays on the phone, and the next start tells the server.
  }
}

/** Tells the server what was confirmed while it could not be reached. */
export function useStatementSync(): void {
  const safety = useSafety();
  const there = safety.data?.statementConfirmedAt ?? '';
  const fresh = safety.isSuccess && !safety.isStale;
  useEffect(() => {
    if (!fresh) return;
    void recall<string>(id).then((here) => {
      if (here && Date.parse(here) - (Date.parse(there) || 0) > 86_400_000) void tell();
    });
  }, [fresh, there]);
}
