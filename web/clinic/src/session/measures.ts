// What moved: the numbers a worksheet asks for again and again, over the entries of a period. Pure.
import { allFields, fromItems, readWorksheet, type Field, type ResponseItem } from '@shared/worksheet';
import type { Activity, Entry } from '../app/types';

export interface Movement {
  linkId: string;
  text: string;
  min: number;
  max: number;
  values: number[];
}

/** One line for every measure of the activity that has been answered with a number; a pair counts as before and after. */
export function movements(activity: Pick<Activity, 'worksheet' | 'measures'>, entries: readonly Pick<Entry, 'answers'>[]): Movement[] {
  const { fields } = readWorksheet(activity.worksheet);
  const all = allFields(fields);
  const answered = entries.map((entry) => fromItems(fields, entry.answers as unknown as ResponseItem[]));
  const valuesOf = (field: Field) =>
    answered.flatMap((answers) => {
      const value = answers[field.linkId];
      return typeof value === 'number' ? [value] : Array.isArray(value) ? value.filter((each): each is number => typeof each === 'number') : [];
    });
  return activity.measures.flatMap((measure) => {
    const field = all.find((each) => each.linkId === measure.linkId);
    if (!field) return [];
    const pair = all.find((each) => each.kind === 'pair' && each.fields.some((inner) => inner.linkId === field.linkId));
    const parts = pair ? pair.fields : [field];
    const values =
      parts.length === 2
        ? answered.flatMap((answers) => parts.flatMap((part) => (typeof answers[part.linkId] === 'number' ? [answers[part.linkId] as number] : [])))
        : valuesOf(field);
    if (values.length === 0) return [];
    return [{ linkId: field.linkId, text: measure.text ?? field.text, min: field.min ?? 0, max: field.max ?? Math.max(...values), values }];
  });
}
