import { useEffect, useState } from 'react';
import { useMeasures } from '../data/queries';
import { useSession } from '../data/session';
import type { MeasureSubmissionInput, OpenMeasure } from '../data/types';
import type { Waiting } from '../offline/outbox';

/** Measures that were filled in and are still on this phone; null until it is known. */
export function useWaitingMeasures(): Waiting<MeasureSubmissionInput>[] | null {
  const { mine } = useSession();
  const [waiting, setWaiting] = useState<Waiting<MeasureSubmissionInput>[] | null>(null);
  useEffect(() => {
    let current = true;
    const load = () =>
      void mine.measures.list().then(
        (list) => current && setWaiting(list),
        () => current && setWaiting([]),
      );
    load();
    const unsubscribe = mine.measures.subscribe(load);
    return () => {
      current = false;
      unsubscribe();
    };
  }, [mine]);
  return waiting;
}

/** What is asked now and does not already lie on this phone, answered. */
export function stillOpen(
  asked: readonly OpenMeasure[],
  waiting: readonly { body: Pick<MeasureSubmissionInput, 'planId' | 'slot'> }[],
  now: Date,
): OpenMeasure[] {
  return asked.filter(
    (each) =>
      Date.parse(each.closesAt) > now.getTime() &&
      !waiting.some(({ body }) => body.planId === each.planId && body.slot === each.slot),
  );
}

export function useOpenMeasures(): OpenMeasure[] {
  const asked = useMeasures().data?.toAnswer ?? [];
  const waiting = useWaitingMeasures();
  return waiting === null ? [] : stillOpen(asked, waiting, new Date());
}
