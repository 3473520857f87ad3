import { useEffect, useState } from 'react';
import { refresh } from './queries';
import { useSession } from './session';
import type { CheckBody, Mine } from './phone';
import type { Outbox, SyncResult, Waiting } from '../offline/outbox';
import type { MeasureSubmissionInput } from './types';
import type { Draft } from '../offline/drafts';

const retryAfter = 20_000;

/** Tries everything once, entries first; what each box said. */
export async function sendAll(mine: Mine): Promise<SyncResult[]> {
  return [await mine.outbox.sync(), await mine.measures.sync(), await mine.checks.sync()];
}

async function waitingIn(mine: Mine): Promise<number> {
  const lists = await Promise.all([mine.outbox.list(), mine.measures.list(), mine.checks.list()]);
  return lists.flat().filter((each) => each.state === 'waiting').length;
}

/** Sends what waits: on opening, when the connection returns, when the app is looked at again, and every 20 s while something waits. */
export function useSync(): void {
  const { mine } = useSession();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const run = async () => {
      clearTimeout(timer);
      const before = await waitingIn(mine);
      if (stopped || before === 0) return;
      const results = await sendAll(mine);
      const after = await waitingIn(mine);
      if (after < before) refresh();
      if (!stopped && results.includes('later')) timer = setTimeout(() => void run(), retryAfter);
    };
    const seen = () => document.visibilityState === 'visible' && void run();
    const online = () => void run();
    void run();
    window.addEventListener('online', online);
    document.addEventListener('visibilitychange', seen);
    const leave = [mine.outbox, mine.measures, mine.checks].map((box) => box.subscribe(online));
    return () => {
      stopped = true;
      clearTimeout(timer);
      window.removeEventListener('online', online);
      document.removeEventListener('visibilitychange', seen);
      leave.forEach((each) => each());
    };
  }, [mine]);
}

/** What lies only on this phone; null until it is known. */
export function useWaiting(): Waiting[] | null {
  const { mine } = useSession();
  return useBox(mine.outbox);
}

/** Ratings that lie only on this phone; null until it is known. */
export function useWaitingChecks(): Waiting<CheckBody>[] | null {
  const { mine } = useSession();
  return useBox(mine.checks);
}

/** Measures that were filled in or corrected and lie only on this phone; null until it is known. */
export function useWaitingMeasures(): Waiting<MeasureSubmissionInput>[] | null {
  const { mine } = useSession();
  return useBox(mine.measures);
}

function useBox<Body extends object>(box: Outbox<Body>): Waiting<Body>[] | null {
  const [waiting, setWaiting] = useState<Waiting<Body>[] | null>(null);
  useEffect(() => {
    let current = true;
    const load = () =>
      void box.list().then(
        (list) => current && setWaiting(list),
        () => current && setWaiting([]),
      );
    load();
    const unsubscribe = box.subscribe(load);
    return () => {
      current = false;
      unsubscribe();
    };
  }, [box]);
  return waiting;
}

/** Drafts that were begun and not saved, by draft id. */
export function useBegun(): Map<string, Draft> {
  const { mine } = useSession();
  const [begun, setBegun] = useState<Map<string, Draft>>(new Map());
  useEffect(() => {
    let current = true;
    void mine.drafts.begun().then(
      (drafts) => current && setBegun(drafts),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [mine]);
  return begun;
}
