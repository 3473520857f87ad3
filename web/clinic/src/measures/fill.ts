// From answers on this screen to what is sent. Pure.
import { localTime, wallDate } from '@shared/time/local';
import { toItems, type Answers, type Field } from '@shared/worksheet';
import type { MeasureSubmissionInput, OpenMeasure } from './data';

/** A measure filled in on the tablet now, or on paper at the wall time that stands on the sheet. */
export function submissionOf(
  measure: Pick<OpenMeasure, 'planId' | 'slot'>,
  fields: readonly Field[],
  answers: Answers,
  filledIn: { mode: 'tablet'; now: Date } | { mode: 'paper'; at: string },
): MeasureSubmissionInput {
  const time = localTime(filledIn.mode === 'tablet' ? filledIn.now : wallDate(filledIn.at));
  return {
    planId: measure.planId,
    slot: measure.slot,
    mode: filledIn.mode,
    answeredAt: time.local,
    zone: time.zone,
    offsetMinutes: time.offsetMinutes,
    answers: toItems(fields, answers) as MeasureSubmissionInput['answers'],
  };
}
