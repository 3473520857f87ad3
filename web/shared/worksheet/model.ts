// From a Questionnaire to the fields a screen shows. Pure: nothing here knows React.
import {
  itemControl,
  ownExtension,
  ownExtensions,
  standardExtension,
  type Coding,
  type EnableWhen,
  type Questionnaire,
  type QuestionnaireItem,
} from './fhir';

export type Kind =
  | 'display'
  | 'group'
  | 'rows' // a group that repeats
  | 'pair' // two items, before and after
  | 'boolean'
  | 'number' // integer or decimal, typed
  | 'scale' // integer, few steps, tapped
  | 'slider' // integer, many steps
  | 'series' // integers one after another: a curve
  | 'line' // a short text
  | 'text'
  | 'date'
  | 'time'
  | 'choice'
  | 'choices' // several of a list
  | 'tags'; // several of a list, and own words

export type Moment = 'before' | 'after';

export interface Field {
  linkId: string;
  kind: Kind;
  text: string;
  help?: string | undefined;
  lower?: string | undefined;
  upper?: string | undefined;
  required: boolean;
  /** Own words may be added to the options. */
  open: boolean;
  decimal: boolean;
  dropDown: boolean;
  min?: number | undefined;
  max?: number | undefined;
  step: number;
  unit?: string | undefined;
  maxLength?: number | undefined;
  options: { code: string; label: string; coding: Coding }[];
  moment?: Moment | undefined;
  private: boolean;
  core: boolean;
  safety: boolean;
  /** An answer from here on needs a person. */
  alertAtLeast?: number | undefined;
  /** Options that need a person. */
  alertCodes: string[];
  enableWhen: EnableWhen[];
  enableAny: boolean;
  fields: Field[];
  /** When a pair is asked at two moments: which earlier linkId each field is compared with. */
  pairedWith?: Record<string, string>;
}

export interface Worksheet {
  title: string;
  fields: Field[];
}

/** The most steps a scale may have and still be tapped rather than slid. */
const tapSteps = 11;

const attached = new Set(['lower', 'upper', 'help']);

/** Reads a worksheet. Unknown item types become a text field, so that nothing a therapist wrote is lost on a screen. */
export function readWorksheet(questionnaire: Questionnaire): Worksheet {
  return {
    title: questionnaire.title ?? '',
    fields: (questionnaire.item ?? []).map((item) => readField(item)),
  };
}

function readField(
  item: QuestionnaireItem,
  inherited: { private?: boolean; moment?: Moment | undefined } = {},
): Field {
  const children = item.item ?? [];
  const child = (control: string) =>
    children.find((each) => each.type === 'display' && itemControl(each) === control)?.text;
  const privacy = ownExtension(item, 'worksheet-privacy')?.valueCode;
  const isPrivate = privacy === undefined ? (inherited.private ?? false) : privacy === 'private';
  const moment =
    (ownExtension(item, 'worksheet-moment')?.valueCode as Moment | undefined) ?? inherited.moment;
  const min = standardExtension(item, 'minValue')?.valueInteger;
  const max = standardExtension(item, 'maxValue')?.valueInteger;
  const step = standardExtension(item, 'questionnaire-sliderStepValue')?.valueInteger ?? 1;
  const unit = standardExtension(item, 'questionnaire-unit')?.valueCoding;
  const alerts = ownExtensions(item, 'worksheet-alert');
  return {
    linkId: item.linkId,
    kind: kindOf(item, min, max, step),
    text: item.text ?? '',
    help: child('help'),
    lower: child('lower'),
    upper: child('upper'),
    required: item.required ?? false,
    open: item.type === 'open-choice',
    decimal: item.type === 'decimal',
    dropDown: itemControl(item) === 'drop-down',
    min,
    max,
    step,
    unit: unit?.display ?? unit?.code,
    maxLength: item.maxLength,
    options: (item.answerOption ?? []).map(readOption),
    moment,
    private: isPrivate,
    core: ownExtension(item, 'worksheet-core')?.valueBoolean ?? false,
    safety: ownExtension(item, 'worksheet-safety')?.valueBoolean ?? false,
    alertAtLeast: alerts.find((each) => each.valueInteger !== undefined)?.valueInteger,
    alertCodes: alerts.flatMap((each) => each.valueCode ?? []),
    enableWhen: item.enableWhen ?? [],
    enableAny: item.enableBehavior === 'any',
    fields: children
      .filter((each) => !(each.type === 'display' && attached.has(itemControl(each) ?? '')))
      .map((each) => readField(each, { private: isPrivate, moment })),
  };
}

function readOption(option: { valueCoding?: Coding; valueString?: string; valueInteger?: number }) {
  const coding: Coding = option.valueCoding ?? {
    code: String(option.valueString ?? option.valueInteger ?? ''),
  };
  const code = coding.code ?? coding.display ?? '';
  return { code, label: coding.display ?? code, coding };
}

function kindOf(
  item: QuestionnaireItem,
  min: number | undefined,
  max: number | undefined,
  step: number,
): Kind {
  switch (item.type) {
    case 'display':
      return 'display';
    case 'group':
      if (ownExtension(item, 'worksheet-pair')?.valueCode === 'before-after') return 'pair';
      return item.repeats ? 'rows' : 'group';
    case 'boolean':
      return 'boolean';
    case 'integer':
      if (item.repeats && ownExtension(item, 'worksheet-series')) return 'series';
      if (itemControl(item) !== 'slider') return 'number';
      return ((max ?? 100) - (min ?? 0)) / step < tapSteps && step === 1 ? 'scale' : 'slider';
    case 'decimal':
      return 'number';
    case 'string':
      return 'line';
    case 'date':
      return 'date';
    case 'time':
      return 'time';
    case 'choice':
      return item.repeats ? 'choices' : 'choice';
    case 'open-choice':
      return item.repeats ? 'tags' : 'choice';
    default:
      return 'text';
  }
}

/** All fields, depth first. */
export function allFields(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [field, ...allFields(field.fields)]);
}

/** Does this field, or anything in it, take an answer? */
export function asks(field: Field): boolean {
  if (field.kind === 'display') return false;
  if (field.kind === 'group' || field.kind === 'pair' || field.kind === 'rows')
    return field.fields.some(asks);
  return true;
}

/**
 * The fields of one moment: "before" holds what is predicted, "after" everything else. A pair that is marked with no
 * moment is asked in both: its first item before, its second after.
 */
export function fieldsAt(worksheet: Worksheet, moment: Moment): Field[] {
  return worksheet.fields.flatMap((field) => {
    if (field.kind === 'pair' && field.moment === undefined) {
      const [first, second] = field.fields;
      if (!first || !second) return moment === 'after' ? [field] : [];
      if (moment === 'before') return [{ ...field, fields: [first] }];
      return [{ ...field, fields: [second], pairedWith: { [second.linkId]: first.linkId } }];
    }
    return (field.moment ?? 'after') === moment ? [field] : [];
  });
}

/** Only the named fields (and the groups around them): what an easier variant keeps. Display items of kept groups stay. */
export function keepFields(fields: readonly Field[], linkIds: readonly string[]): Field[] {
  return fields.flatMap((field) => {
    if (linkIds.includes(field.linkId)) return [field];
    const inner = keepFields(field.fields, linkIds);
    return inner.some(asks) ? [{ ...field, fields: inner }] : [];
  });
}

/** Only the one-minute core, or everything when the worksheet marks none. */
export function coreFields(fields: readonly Field[]): Field[] {
  const marked = allFields(fields).filter((field) => field.core);
  return marked.length
    ? keepFields(
        fields,
        marked.map((field) => field.linkId),
      )
    : [...fields];
}
