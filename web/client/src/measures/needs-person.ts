// Which answers are met with whom to reach, by the rules that came with the measure. Pure: works without a connection.
import { allFields, keyOf, listOf, type Answers, type Field } from '@shared/worksheet';
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

/** The same for a worksheet: the rules stand on its fields. */
export function meetsRule(fields: readonly Field[], answers: Answers): boolean {
  return allFields(fields).some((field) =>
    listOf(answers[field.linkId]).some(
      (value) =>
        field.alertCodes.includes(keyOf(value)) ||
        (field.alertAtLeast !== undefined && typeof value === 'number' && value >= field.alertAtLeast),
    ),
  );
}

/** True where a worksheet asks about safety, so that who reads it, and when, is said first. */
export const asksAboutSafety = (fields: readonly Field[]): boolean =>
  allFields(fields).some((field) => field.safety);
