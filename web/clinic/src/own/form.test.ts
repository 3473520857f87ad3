// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readWorksheet, type Questionnaire, type QuestionnaireItem } from '@shared/worksheet';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../app/types';
import { adaptedFrom, blank, copyOf, insert, move, put, readDraft, remove } from './draft';
import * as form from './form';

const root = join(import.meta.dirname, '../../../../catalogue/activities');
const shipped = readdirSync(root).flatMap((folder) =>
  readdirSync(join(root, folder)).map((file) => JSON.parse(readFileSync(join(root, folder, file), 'utf8')) as Activity),
);
const items = shipped.flatMap((each) => form.allItems(each.worksheet.item ?? []));
const types = [...form.simpleTypes, ...form.groupTypes];

/** What the client's app makes of a field of each type. */
const kinds = new Map<form.FieldType, string>([
  ...(['line', 'text', 'scale', 'choice', 'choices', 'tags', 'number', 'date', 'time', 'series', 'pair', 'rows', 'group'] as const).map((type) => [type, type] as const),
  ['yesNo', 'boolean'],
  ['open', 'choice'],
  ['decimal', 'number'],
  ['words', 'display'],
]);
const sheet = (...item: QuestionnaireItem[]): Questionnaire => ({ resourceType: 'Questionnaire', item });

describe('a field of each type', () => {
  it.each(types)('%s is made, known again and asked as such', (type) => {
    const made = form.newField(type, []);
    expect(form.typeOf(made)).toBe(type);
    const [field] = readWorksheet(sheet(made)).fields;
    expect(field?.kind).toBe(kinds.get(type));
    if (form.isGroup(type)) expect(field?.fields.length).toBeGreaterThan(0);
  });

  it.each(form.simpleTypes.flatMap((from) => form.simpleTypes.map((to) => [from, to] as const)))('%s becomes %s, with its question, help, privacy and condition', (from, to) => {
    let item: QuestionnaireItem = { ...form.newField(from, []), text: 'How was it?' };
    item = form.withConditions(form.withAttached(item, 'help', 'In a few words.'), [{ question: 'a', operator: 'exists', answerBoolean: true }]);
    if (from !== 'words') item = form.withPrivate(item, true);
    const next = form.withType(item, to);
    expect(form.typeOf(next)).toBe(to);
    expect(next).toMatchObject({ linkId: item.linkId, text: 'How was it?', enableWhen: item.enableWhen });
    expect(form.attachedOf(next, 'help')).toBe('In a few words.');
    if (from !== 'words' && to !== 'words') expect(form.isPrivate(next)).toBe(true);
    // Nothing of the old type is left that the new one has no place for.
    expect(form.withType(form.newField(to, []), to)).toEqual(form.newField(to, []));
    if (!form.hasRange(to)) expect(form.numberOf(next, 'minValue')).toBeUndefined();
    if (!form.hasOptions(to)) expect(next.answerOption).toBeUndefined();
  });

  it('keeps the options of a list that becomes another kind of list', () => {
    const list = form.withOptions(form.newField('choice', []), [{ code: 'a', display: 'A' }, { code: 'b', display: 'B' }]);
    expect(form.optionsOf(form.withType(list, 'tags'))).toEqual(form.optionsOf(list));
  });
});

describe('what is shipped', () => {
  it('is read and written back unchanged, each part of every field', () => {
    expect(items.length).toBeGreaterThan(500);
    for (const item of items) {
      expect(form.withNumber(item, 'minValue', form.numberOf(item, 'minValue') ?? null)).toEqual(item);
      expect(form.withPrivate(item, form.isPrivate(item))).toEqual(item);
      expect(form.withCore(item, form.isCore(item))).toEqual(item);
      expect(form.withMoment(item, form.momentOf(item))).toEqual(item);
      expect(form.withSafety(item, form.isSafety(item))).toEqual(item);
      if (form.alertFrom(item) !== undefined) expect(form.withAlertFrom(item, form.alertFrom(item) ?? null)).toEqual(item);
      if (form.alertCodes(item).length) expect(form.withAlertCodes(item, form.alertCodes(item))).toEqual(item);
      expect(form.withConditions(item, item.enableWhen ?? [])).toEqual(item);
      for (const which of ['help', 'lower', 'upper'] as const) expect(form.withAttached(item, which, form.attachedOf(item, which))).toEqual(item);
      if (item.answerOption) expect(form.withOptions(item, form.optionsOf(item))).toEqual(item);
    }
  });

  it('takes the rule about an answer away with the question about safety, and with another type', () => {
    const number = form.withAlertFrom(form.withSafety(form.newField('scale', []), true), 3);
    expect(form.alertFrom(number)).toBe(3);
    expect(form.alertFrom(form.withSafety(number, false))).toBeUndefined();
    const choice = form.withType(number, 'choice');
    expect(form.alertFrom(choice)).toBeUndefined();
    expect(form.alertCodes(form.withAlertCodes(choice, ['o-2']))).toEqual(['o-2']);
    expect(form.alertCodes(form.withType(form.withAlertCodes(choice, ['o-2']), 'text'))).toEqual([]);
  });

  it('comes through the editor as it was', () => {
    for (const activity of shipped) {
      const copy = copyOf(activity, 'Dr Lund', `${activity.name}, our version`);
      expect(readDraft(JSON.parse(JSON.stringify(copy)))).toEqual(copy);
      expect(adaptedFrom(copy)).toBe(activity.id);
      expect(copy.worksheet.item).toEqual(activity.worksheet.item);
    }
  });
});

describe('a draft that lacks parts, or has something else in their place', () => {
  it.each([null, 17, 'x', [], {}, { name: 5, worksheet: { item: [3, { linkId: 4, item: 'x' }] }, gates: 'no', variants: { easier: [null] }, frequency: { suggested: 3 }, plan: [] }])(
    '%j opens all the same',
    (given) => {
      const draft = readDraft(given);
      expect(draft.plan.what).toBe('required');
      expect(() => readWorksheet(draft.worksheet)).not.toThrow();
      expect(Array.isArray(draft.variants.easier)).toBe(true);
    },
  );

  it('keeps what the editor does not know', () => {
    expect(readDraft({ ...blank('A'), later: { x: 1 } })).toMatchObject({ later: { x: 1 } });
  });
});

describe('conditions', () => {
  const group: QuestionnaireItem = { linkId: 'rows', type: 'group', repeats: true, text: '', item: [{ linkId: 'in', type: 'boolean', text: '' }, { linkId: 'in2', type: 'string', text: '' }] };
  const list: QuestionnaireItem[] = [{ linkId: 'a', type: 'integer', text: '' }, { linkId: 'words', type: 'display', text: '' }, group, { linkId: 'z', type: 'string', text: '' }];

  it('ask about fields further up that are in reach', () => {
    const names = (linkId: string) => form.askable(list, linkId).map((each) => each.linkId);
    expect(names('a')).toEqual([]);
    expect(names('in2')).toEqual(['a', 'in']);
    expect(names('rows')).toEqual(['a']);
    expect(names('z')).toEqual(['a']);
  });

  it.each(types.filter((type) => !form.isGroup(type) && type !== 'words').flatMap((type) => form.operatorsFor(form.newField(type, [])).map((operator) => [type, operator] as const)))(
    'on %s with "%s" are written and read again',
    (type, operator) => {
      const question = form.newField(type, []);
      const first = form.condition(question, operator, form.hasOptions(type) ? 'o-2' : type === 'yesNo' ? 'false' : '7');
      expect(form.operatorOf(first)).toBe(operator);
      expect(form.condition(question, form.operatorOf(first), form.answerOf(first))).toEqual(first);
    },
  );

  it('say all or any once there are two', () => {
    const rule = form.condition(list[0]!, '>=', '3');
    const two = form.withConditions({ linkId: 'q', type: 'string' }, [rule, rule]);
    expect(two.enableBehavior).toBe('all');
    expect(form.withConditions(two, [])).toEqual({ linkId: 'q', type: 'string' });
  });
});

describe('a list', () => {
  it('is moved, cut and mended', () => {
    const draft = { list: ['a', 'b', 'c'] };
    expect(move(draft, ['list'], 0, 2)).toEqual({ list: ['b', 'c', 'a'] });
    expect(insert(remove(draft, ['list'], 1), ['list'], 1, 'b')).toEqual(draft);
    expect(put(draft, ['list', 1], 'x')).toEqual({ list: ['a', 'x', 'c'] });
    expect(draft).toEqual({ list: ['a', 'b', 'c'] });
  });
});
