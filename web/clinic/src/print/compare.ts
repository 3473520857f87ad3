// What is different between two versions of an agreement, field by field. Pure.
import type { Plan } from '../app/types';

export interface Difference {
  field: keyof Plan;
  before: string;
  after: string;
}

const fields: readonly (keyof Plan)[] = [
  'what',
  'smallest',
  'where',
  'when',
  'recurrence',
  'beginsOn',
  'minutes',
  'ifThen',
  'obstacles',
  'readiness',
  'importance',
  'confidence',
  'belowThreshold',
  'reminder',
  'skips',
];

/** `words` puts what is no plain text into words; what is not there is empty. Fields that are the same are left out. */
export function differences(before: Plan, after: Plan, words: (field: keyof Plan, plan: Plan) => string): Difference[] {
  return fields.flatMap((field) => {
    const pair = { field, before: words(field, before), after: words(field, after) };
    return pair.before === pair.after ? [] : [pair];
  });
}
