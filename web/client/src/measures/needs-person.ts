// Which answers are met with whom to reach, by the rules that came with the measure. Pure: works without a connection.
import { keyOf, listOf, type Answers } from '@shared/worksheet';
import type { OpenMeasure } from '../data/types';

/** True where an answer meets a stated rule of the measure over this one answer. Free text is never looked at. */
export function needsPerson(measure: Pick<OpenMeasure, 'meetAnswers'>, answers: Answers): boolean {
  return (measure.meetAnswers ?? []).some((rule) =>
    listOf(answers[rule.linkId]).some((value) =>
      rule.codes
        ? rule.codes.includes(keyOf(value))
        : rule.atLeast !== undefined && Number(value) >= rule.atLeast,
    ),
  );
}
