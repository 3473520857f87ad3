import { useMeasures } from '../data/queries';
import { useWaitingMeasures } from '../data/sync';
import type { MeasureSubmissionInput, OpenMeasure } from '../data/types';

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
