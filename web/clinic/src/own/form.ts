// The fields of a worksheet as a therapist edits them. Pure. There is one model: what is edited is the FHIR item itself,
// and what this file does not know about an item stays on it untouched.
import type { EnableWhen, Extension, QuestionnaireItem } from '@shared/worksheet';
import { without } from '@shared/without';

const fhir = 'http://hl7.org/fhir/StructureDefinition/';
const own = 'https://intersession.example/fhir/StructureDefinition/';
const controls = 'http://hl7.org/fhir/questionnaire-item-control';

/** What a therapist can ask for, simple ones first. */
export const simpleTypes = ['line', 'text', 'scale', 'yesNo', 'choice', 'choices', 'open', 'tags', 'number', 'decimal', 'date', 'time', 'series', 'words'] as const;
export const groupTypes = ['pair', 'rows', 'group'] as const;
export type FieldType = (typeof simpleTypes)[number] | (typeof groupTypes)[number];

const shapes: Record<FieldType, { type: QuestionnaireItem['type']; repeats?: true }> = {
  line: { type: 'string' },
  text: { type: 'text' },
  scale: { type: 'integer' },
  yesNo: { type: 'boolean' },
  choice: { type: 'choice' },
  choices: { type: 'choice', repeats: true },
  open: { type: 'open-choice' },
  tags: { type: 'open-choice', repeats: true },
  number: { type: 'integer' },
  decimal: { type: 'decimal' },
  date: { type: 'date' },
  time: { type: 'time' },
  series: { type: 'integer', repeats: true },
  words: { type: 'display' },
  pair: { type: 'group' },
  rows: { type: 'group', repeats: true },
  group: { type: 'group' },
};

export function typeOf(item: QuestionnaireItem): FieldType {
  switch (item.type) {
    case 'display':
      return 'words';
    case 'group':
      if (has(item, 'worksheet-pair')) return 'pair';
      return item.repeats ? 'rows' : 'group';
    case 'boolean':
      return 'yesNo';
    case 'integer':
      if (item.repeats && has(item, 'worksheet-series')) return 'series';
      return controlOf(item) === 'slider' ? 'scale' : 'number';
    case 'decimal':
    case 'text':
    case 'date':
    case 'time':
      return item.type;
    case 'choice':
      return item.repeats ? 'choices' : 'choice';
    case 'open-choice':
      return item.repeats ? 'tags' : 'open';
    default:
      return 'line';
  }
}

export const isGroup = (type: FieldType): boolean => (groupTypes as readonly string[]).includes(type);
export const hasOptions = (type: FieldType): boolean => ['choice', 'choices', 'open', 'tags'].includes(type);
export const hasRange = (type: FieldType): boolean => ['scale', 'series', 'number', 'decimal'].includes(type);
/** A number that can be followed from week to week. */
export const isRated = (type: FieldType): boolean => type === 'scale' || type === 'series' || type === 'number' || type === 'decimal';

// -- extensions

const urlOf = (name: string) => (name.startsWith('worksheet-') ? own + name : fhir + name);
const find = (item: QuestionnaireItem, name: string) => item.extension?.find((each) => each.url === urlOf(name));
const has = (item: QuestionnaireItem, name: string) => find(item, name) !== undefined;

/** The item with an extension set, or taken away where `value` is null; the order of the others stays. */
function extended(item: QuestionnaireItem, name: string, value: Omit<Extension, 'url'> | null): QuestionnaireItem {
  const url = urlOf(name);
  const before = item.extension ?? [];
  const at = before.findIndex((each) => each.url === url);
  const after = value === null ? before.filter((each) => each.url !== url) : at < 0 ? [...before, { url, ...value }] : before.map((each, index) => (index === at ? { url, ...value } : each));
  return after.length ? { ...item, extension: after } : without(item, 'extension');
}

export const controlOf = (item: QuestionnaireItem): string => find(item, 'questionnaire-itemControl')?.valueCodeableConcept?.coding?.[0]?.code ?? '';
const control = (code: string) => ({ valueCodeableConcept: { coding: [{ system: controls, code }] } });

export const numberOf = (item: QuestionnaireItem, name: 'minValue' | 'maxValue' | 'questionnaire-sliderStepValue'): number | undefined => find(item, name)?.valueInteger;
export const withNumber = (item: QuestionnaireItem, name: 'minValue' | 'maxValue' | 'questionnaire-sliderStepValue', value: number | null) =>
  extended(item, name, value === null ? null : { valueInteger: value });

export const unitOf = (item: QuestionnaireItem): string => find(item, 'questionnaire-unit')?.valueCoding?.display ?? '';
export const withUnit = (item: QuestionnaireItem, unit: string) => extended(item, 'questionnaire-unit', unit ? { valueCoding: { code: unit, display: unit } } : null);

export const isPrivate = (item: QuestionnaireItem): boolean => find(item, 'worksheet-privacy')?.valueCode === 'private';
export const withPrivate = (item: QuestionnaireItem, on: boolean) => extended(item, 'worksheet-privacy', on ? { valueCode: 'private' } : null);
export const isCore = (item: QuestionnaireItem): boolean => has(item, 'worksheet-core');
export const withCore = (item: QuestionnaireItem, on: boolean) => extended(item, 'worksheet-core', on ? { valueBoolean: true } : null);
export const isSafety = (item: QuestionnaireItem): boolean => has(item, 'worksheet-safety');
/** Rules about answers belong to questions about safety and go with them. */
export const withSafety = (item: QuestionnaireItem, on: boolean) => extended(on ? item : extended(item, 'worksheet-alert', null), 'worksheet-safety', on ? { valueBoolean: true } : null);

const alertsOf = (item: QuestionnaireItem) => (item.extension ?? []).filter((each) => each.url === urlOf('worksheet-alert'));
/** From which number on a person is told. */
export const alertFrom = (item: QuestionnaireItem): number | undefined => alertsOf(item).find((each) => each.valueInteger !== undefined)?.valueInteger;
export const withAlertFrom = (item: QuestionnaireItem, from: number | null) => extended(item, 'worksheet-alert', from === null ? null : { valueInteger: from });
/** Of which options a person is told. */
export const alertCodes = (item: QuestionnaireItem): string[] => alertsOf(item).flatMap((each) => each.valueCode ?? []);
export function withAlertCodes(item: QuestionnaireItem, codes: readonly string[]): QuestionnaireItem {
  const bare = extended(item, 'worksheet-alert', null);
  return codes.length ? { ...bare, extension: [...(bare.extension ?? []), ...codes.map((valueCode) => ({ url: urlOf('worksheet-alert'), valueCode }))] } : bare;
}

export type MomentChoice = 'before' | 'after' | '';
export const momentOf = (item: QuestionnaireItem): MomentChoice => (find(item, 'worksheet-moment')?.valueCode as MomentChoice | undefined) ?? '';
export const withMoment = (item: QuestionnaireItem, moment: MomentChoice) => extended(item, 'worksheet-moment', moment ? { valueCode: moment } : null);

// -- help and the ends of a scale: texts that hang on the item

export type Attached = 'help' | 'lower' | 'upper';
const isAttached = (item: QuestionnaireItem, which: Attached) => item.type === 'display' && controlOf(item) === which;

export const attachedOf = (item: QuestionnaireItem, which: Attached): string => (item.item ?? []).find((each) => isAttached(each, which))?.text ?? '';

export function withAttached(item: QuestionnaireItem, which: Attached, text: string): QuestionnaireItem {
  const before = item.item ?? [];
  const there = before.find((each) => isAttached(each, which));
  const made: QuestionnaireItem = { linkId: `${item.linkId}-${which}`, text, type: 'display', extension: [{ url: urlOf('questionnaire-itemControl'), ...control(which) }] };
  const after = !text ? before.filter((each) => each !== there) : there ? before.map((each) => (each === there ? { ...each, text } : each)) : [made, ...before];
  return after.length ? { ...item, item: after } : without(item, 'item');
}

/** The fields below a group, without the texts that hang on it. */
export const fieldsOf = (item: QuestionnaireItem): QuestionnaireItem[] => (item.item ?? []).filter((each) => !(['help', 'lower', 'upper'] as const).some((which) => isAttached(each, which)));

// -- options

export interface Option {
  code: string;
  display: string;
}
export const optionsOf = (item: QuestionnaireItem): Option[] => (item.answerOption ?? []).map((each) => ({ code: each.valueCoding?.code ?? '', display: each.valueCoding?.display ?? '' }));

/** The item with these options; what an option carries beside its words stays on it. */
export function withOptions(item: QuestionnaireItem, options: readonly Option[]): QuestionnaireItem {
  const before = item.answerOption ?? [];
  return { ...item, answerOption: options.map(({ code, display }) => {
    const there = before.find((each) => each.valueCoding?.code === code);
    return { ...there, valueCoding: { ...there?.valueCoding, code, display } };
  }) };
}

/** "prefix-1", "prefix-2": the first that is not taken. */
export function freeName(prefix: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) if (!taken.includes(`${prefix}-${number}`)) return `${prefix}-${number}`;
}

// -- making and changing fields

export function allItems(items: readonly QuestionnaireItem[]): QuestionnaireItem[] {
  return items.flatMap((each) => [each, ...allItems(each.item ?? [])]);
}

const twoOptions = (item: QuestionnaireItem) => (item.answerOption?.length ? item : withOptions(item, [{ code: 'o-1', display: '' }, { code: 'o-2', display: '' }]));

function ranged(item: QuestionnaireItem, max: number): QuestionnaireItem {
  const low = numberOf(item, 'minValue') === undefined ? withNumber(item, 'minValue', 0) : item;
  return numberOf(low, 'maxValue') === undefined ? withNumber(low, 'maxValue', max) : low;
}

/** A simple field of another type: its question, help, privacy and conditions stay, and whatever both types have. */
export function withType(item: QuestionnaireItem, type: FieldType): QuestionnaireItem {
  const { answerOption, maxLength } = item;
  const shape = shapes[type];
  let next: QuestionnaireItem = { ...without(item, 'repeats', 'answerOption', 'maxLength'), type: shape.type, ...(shape.repeats ? { repeats: true } : {}) };
  if (['line', 'text', 'open', 'tags'].includes(type) && maxLength !== undefined) next.maxLength = maxLength;
  if (hasOptions(type)) next = twoOptions(answerOption ? { ...next, answerOption } : next);
  next = extended(next, 'worksheet-series', type === 'series' ? { valueCode: 'suds-curve' } : null);
  if (type === 'scale') next = ranged(extended(next, 'questionnaire-itemControl', control('slider')), 10);
  else if (controlOf(next) === 'slider' || !hasOptions(type)) next = extended(next, 'questionnaire-itemControl', null);
  if (type === 'scale' && numberOf(next, 'questionnaire-sliderStepValue') === undefined) next = withNumber(next, 'questionnaire-sliderStepValue', 1);
  if (type === 'series') next = ranged(next, 100);
  if (type !== 'scale' && type !== 'series') {
    next = withAttached(withAttached(next, 'lower', ''), 'upper', '');
    next = withNumber(next, 'questionnaire-sliderStepValue', null);
  }
  if (!hasRange(type)) for (const name of ['minValue', 'maxValue'] as const) next = withNumber(next, name, null);
  if (type !== 'number' && type !== 'decimal') next = withUnit(next, '');
  if (shape.type !== item.type) next = extended(next, 'worksheet-alert', null);
  if (type === 'words') next = withCore(withPrivate(withSafety(next, false), false), false);
  return next;
}

/** A new field of any type, with the least that it needs. */
export function newField(type: FieldType, taken: readonly string[]): QuestionnaireItem {
  const linkId = freeName('q', taken);
  if (!isGroup(type)) return withType({ linkId, text: '', type: 'string' }, type);
  const scale = (end: string, text: string) => withType({ linkId: `${linkId}-${end}`, text, type: 'integer' }, 'scale');
  if (type === 'pair') return extended({ linkId, text: '', type: 'group', item: [scale('before', 'Before'), scale('after', 'Afterwards')] }, 'worksheet-pair', { valueCode: 'before-after' });
  const inner: QuestionnaireItem = { linkId: `${linkId}-1`, text: '', type: 'string' };
  return { linkId, text: '', type: 'group', ...(type === 'rows' ? { repeats: true } : {}), item: [inner] };
}

// -- conditions

/** A field that a condition may ask about: one further up, outside of rows or in the same row. */
export function askable(items: readonly QuestionnaireItem[], linkId: string): QuestionnaireItem[] {
  const found: { item: QuestionnaireItem; rows: string }[] = [];
  let here: string | null = null;
  const walk = (list: readonly QuestionnaireItem[], rows: string) => {
    for (const item of list) {
      if (item.linkId === linkId) here = rows;
      if (here !== null) return;
      walk(item.item ?? [], item.type === 'group' && item.repeats ? item.linkId : rows);
      if (here !== null) return;
      if (item.type !== 'group' && item.type !== 'display') found.push({ item, rows });
    }
  };
  walk(items, '');
  return found.filter((each) => each.rows === '' || each.rows === here).map((each) => each.item);
}

export type Operator = 'exists' | 'missing' | '=' | '!=' | '>' | '<' | '>=' | '<=';

export function operatorsFor(item: QuestionnaireItem): Operator[] {
  switch (item.type) {
    case 'integer':
    case 'decimal':
      return ['>=', '<=', '=', '!=', '>', '<', 'exists', 'missing'];
    case 'date':
    case 'time':
      return ['exists', 'missing'];
    case 'boolean':
    case 'choice':
    case 'open-choice':
      return ['=', '!=', 'exists', 'missing'];
    default:
      return ['exists', 'missing', '=', '!='];
  }
}

export const operatorOf = (rule: EnableWhen): Operator => (rule.operator === 'exists' && rule.answerBoolean === false ? 'missing' : rule.operator);

/** The condition with this operator and, where it compares, this answer in the form that the question asks for. */
export function condition(question: QuestionnaireItem, operator: Operator, answer: string): EnableWhen {
  const base = { question: question.linkId };
  if (operator === 'exists' || operator === 'missing') return { ...base, operator: 'exists', answerBoolean: operator === 'exists' };
  switch (question.type) {
    case 'integer':
    case 'decimal':
      return { ...base, operator, answerInteger: Number.isFinite(Number(answer)) ? Math.round(Number(answer)) : 0 };
    case 'boolean':
      return { ...base, operator, answerBoolean: answer !== 'false' };
    case 'choice':
    case 'open-choice': {
      const options = optionsOf(question);
      const option = options.find((each) => each.code === answer) ?? options[0];
      return { ...base, operator, answerCoding: { code: option?.code ?? '' } };
    }
    default:
      return { ...base, operator, answerString: answer };
  }
}

export const answerOf = (rule: EnableWhen): string => String(rule.answerInteger ?? rule.answerString ?? rule.answerCoding?.code ?? rule.answerBoolean ?? '');

export function withConditions(item: QuestionnaireItem, rules: readonly EnableWhen[]): QuestionnaireItem {
  if (rules.length === 0) return without(item, 'enableWhen', 'enableBehavior');
  return { ...item, enableWhen: [...rules], ...(rules.length > 1 ? { enableBehavior: item.enableBehavior ?? 'all' } : {}) };
}
