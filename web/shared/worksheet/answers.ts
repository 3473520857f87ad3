// Answers while they are being given, and their way to and from QuestionnaireResponse.item. Pure.
import type { AnswerValue, Coding, EnableWhen, ResponseItem } from './fhir';
import { allFields, type Field } from './model';

export type Scalar = string | number | boolean | Coding;
/** One answer, several answers (series, choices, tags), or the rows of a repeated group. */
export type Value = Scalar | Scalar[] | Answers[];
/** Answers by linkId. Groups that do not repeat leave no trace here: linkIds are unique in a worksheet. */
export interface Answers {
  [linkId: string]: Value | undefined;
}

/** A new set of answers with one of them changed; undefined takes it away. */
export function withAnswer(answers: Answers, linkId: string, value: Value | undefined): Answers {
  const next = { ...answers };
  if (value === undefined || isEmpty(value)) delete next[linkId];
  else next[linkId] = value;
  return next;
}

export function isEmpty(value: Value | undefined): boolean {
  if (value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return Array.isArray(value) && value.length === 0;
}

export function rowsOf(value: Value | undefined): Answers[] {
  return Array.isArray(value) ? (value.filter((each) => typeof each === 'object') as Answers[]) : [];
}

export function listOf(value: Value | undefined): Scalar[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as Scalar[]) : [value];
}

export function isCoding(value: unknown): value is Coding {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    ('code' in value || 'display' in value)
  );
}

/** The key two options are compared by: code, else the words themselves. */
export function keyOf(value: Scalar): string {
  return isCoding(value) ? (value.code ?? value.display ?? '') : String(value);
}

/** Is the field asked, given the answers of its own row and of the whole worksheet around it? */
export function isEnabled(field: Field, answers: Answers, outer: Answers = answers): boolean {
  if (field.enableWhen.length === 0) return true;
  const holds = (rule: EnableWhen) => {
    const value = answers[rule.question] ?? outer[rule.question];
    return matches(rule, value);
  };
  return field.enableAny ? field.enableWhen.some(holds) : field.enableWhen.every(holds);
}

function matches(rule: EnableWhen, value: Value | undefined): boolean {
  const given = listOf(value).filter((each) => !isEmpty(each));
  if (rule.operator === 'exists') return given.length > 0 === (rule.answerBoolean ?? true);
  const wanted =
    rule.answerBoolean ??
    rule.answerInteger ??
    rule.answerDecimal ??
    rule.answerString ??
    rule.answerDate ??
    rule.answerTime ??
    rule.answerCoding;
  if (wanted === undefined) return false;
  // FHIR: "!=" holds when no answer equals; the others when some answer does.
  if (rule.operator === '!=') return !given.some((each) => keyOf(each) === keyOf(wanted));
  return given.some((each) => compare(each, rule.operator, wanted));
}

function compare(left: Scalar, operator: EnableWhen['operator'], right: Scalar): boolean {
  if (operator === '=') return keyOf(left) === keyOf(right);
  const [a, b] =
    typeof left === 'number' && typeof right === 'number' ? [left, right] : [String(left), String(right)];
  switch (operator) {
    case '>':
      return a > b;
    case '<':
      return a < b;
    case '>=':
      return a >= b;
    case '<=':
      return a <= b;
    default:
      return false;
  }
}

/** The answers as QuestionnaireResponse.item. What is not asked (enableWhen) or empty is not sent. */
export function toItems(
  fields: readonly Field[],
  answers: Answers,
  outer: Answers = answers,
): ResponseItem[] {
  return fields.flatMap((field): ResponseItem[] => {
    if (field.kind === 'display' || !isEnabled(field, answers, outer)) return [];
    if (field.kind === 'rows') {
      return rowsOf(answers[field.linkId]).flatMap((row) => {
        const item = toItems(field.fields, row, { ...outer, ...row });
        return item.length ? [{ linkId: field.linkId, item }] : [];
      });
    }
    if (field.kind === 'group' || field.kind === 'pair') {
      const item = toItems(field.fields, answers, outer);
      return item.length ? [{ linkId: field.linkId, item }] : [];
    }
    const answer = listOf(answers[field.linkId])
      .filter((each) => !isEmpty(each))
      .map((each) => toAnswer(field, each));
    return answer.length ? [{ linkId: field.linkId, answer }] : [];
  });
}

function toAnswer(field: Field, value: Scalar): AnswerValue {
  switch (field.kind) {
    case 'boolean':
      return { valueBoolean: Boolean(value) };
    case 'number':
      return field.decimal ? { valueDecimal: Number(value) } : { valueInteger: Number(value) };
    case 'scale':
    case 'slider':
    case 'series':
      return { valueInteger: Number(value) };
    case 'date':
      return { valueDate: String(value) };
    case 'time':
      return { valueTime: clock(String(value)) };
    case 'choice':
    case 'choices':
    case 'tags':
      return isCoding(value) ? { valueCoding: value } : { valueString: String(value) };
    default:
      return { valueString: String(value) };
  }
}

/** FHIR times carry seconds; the browser's time field does not. */
function clock(value: string): string {
  return /^\d\d:\d\d$/.test(value) ? `${value}:00` : value;
}

/** The way back: answers from stored items. Unknown linkIds are left out. */
export function fromItems(fields: readonly Field[], items: readonly ResponseItem[] = []): Answers {
  const answers: Answers = {};
  for (const field of fields) {
    const own = items.filter((item) => item.linkId === field.linkId);
    if (own.length === 0) continue;
    if (field.kind === 'rows') {
      answers[field.linkId] = own.map((item) => fromItems(field.fields, item.item));
    } else if (field.kind === 'group' || field.kind === 'pair') {
      Object.assign(answers, fromItems(field.fields, own[0]?.item));
    } else {
      const values = own
        .flatMap((item) => (item.answer ?? []).map(fromAnswer))
        .filter((each) => each !== undefined);
      const many = field.kind === 'series' || field.kind === 'choices' || field.kind === 'tags';
      if (values.length) answers[field.linkId] = many ? values : (values[0] as Scalar);
    }
  }
  return answers;
}

function fromAnswer(answer: AnswerValue): Scalar | undefined {
  const time = answer.valueTime?.replace(/^(\d\d:\d\d):00(\.0+)?$/, '$1');
  return (
    answer.valueBoolean ??
    answer.valueInteger ??
    answer.valueDecimal ??
    answer.valueString ??
    answer.valueDate ??
    time ??
    answer.valueCoding
  );
}

export type Complaint = {
  key: 'worksheet.requiredMissing' | 'worksheet.tooLong' | 'worksheet.outside' | 'worksheet.notNumber';
  min?: number;
  max?: number;
};

/** What has to change before the worksheet can be sent, by linkId. Empty when nothing has. */
export function complaints(
  fields: readonly Field[],
  answers: Answers,
  outer: Answers = answers,
): Record<string, Complaint> {
  const found: Record<string, Complaint> = {};
  for (const field of fields) {
    if (field.kind === 'display' || !isEnabled(field, answers, outer)) continue;
    if (field.kind === 'rows') {
      for (const row of rowsOf(answers[field.linkId]))
        Object.assign(found, complaints(field.fields, row, { ...outer, ...row }));
      continue;
    }
    if (field.kind === 'group' || field.kind === 'pair') {
      Object.assign(found, complaints(field.fields, answers, outer));
      continue;
    }
    const complaint = complain(field, answers[field.linkId]);
    if (complaint) found[field.linkId] = complaint;
  }
  return found;
}

function complain(field: Field, value: Value | undefined): Complaint | null {
  const given = listOf(value).filter((each) => !isEmpty(each));
  if (field.required && given.length === 0) return { key: 'worksheet.requiredMissing' };
  for (const each of given) {
    if (field.maxLength && typeof each === 'string' && [...each].length > field.maxLength) {
      return { key: 'worksheet.tooLong', max: field.maxLength };
    }
    if (field.kind === 'number' || field.kind === 'series') {
      const number = Number(each);
      if (!Number.isFinite(number) || (!field.decimal && !Number.isInteger(number)))
        return { key: 'worksheet.notNumber' };
      const low = field.min ?? -Infinity;
      const high = field.max ?? Infinity;
      if (number < low || number > high)
        return { key: 'worksheet.outside', min: field.min ?? 0, max: field.max ?? number };
    }
  }
  return null;
}

/** How many fields ask something now, and how many of them are answered. */
export function progress(fields: readonly Field[], answers: Answers): { asked: number; answered: number } {
  const asked = allFields(fields).filter(
    (field) =>
      field.kind !== 'display' &&
      field.kind !== 'group' &&
      field.kind !== 'pair' &&
      isEnabled(field, answers),
  );
  return { asked: asked.length, answered: asked.filter((field) => !isEmpty(answers[field.linkId])).length };
}

/** A plain sentence of an answer, for read-only views: "75", "calm, tired", "09:30". */
export function answerWords(answer: AnswerValue, yes: string, no: string): string {
  if (answer.valueBoolean !== undefined) return answer.valueBoolean ? yes : no;
  if (answer.valueCoding) return answer.valueCoding.display ?? answer.valueCoding.code ?? '';
  return String(fromAnswer(answer) ?? '');
}
