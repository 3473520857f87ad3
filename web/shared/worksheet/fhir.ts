// The parts of a FHIR R4 Questionnaire and QuestionnaireResponse that worksheets use, and our extensions.

export interface Coding {
  system?: string;
  code?: string;
  display?: string;
}

export interface Extension {
  url: string;
  valueCode?: string;
  valueInteger?: number;
  valueBoolean?: boolean;
  valueCoding?: Coding;
  valueCodeableConcept?: { coding?: Coding[] };
}

export type ItemType =
  | 'display'
  | 'group'
  | 'boolean'
  | 'integer'
  | 'decimal'
  | 'string'
  | 'text'
  | 'date'
  | 'time'
  | 'choice'
  | 'open-choice';

export interface AnswerValue {
  valueBoolean?: boolean;
  valueInteger?: number;
  valueDecimal?: number;
  valueString?: string;
  valueDate?: string;
  valueTime?: string;
  valueCoding?: Coding;
}

export interface EnableWhen {
  question: string;
  operator: 'exists' | '=' | '!=' | '>' | '<' | '>=' | '<=';
  answerBoolean?: boolean;
  answerInteger?: number;
  answerDecimal?: number;
  answerString?: string;
  answerDate?: string;
  answerTime?: string;
  answerCoding?: Coding;
}

export interface QuestionnaireItem {
  linkId: string;
  text?: string;
  type: ItemType;
  required?: boolean;
  repeats?: boolean;
  maxLength?: number;
  answerOption?: AnswerValue[];
  enableWhen?: EnableWhen[];
  enableBehavior?: 'all' | 'any';
  extension?: Extension[];
  item?: QuestionnaireItem[];
}

export interface Questionnaire {
  resourceType: 'Questionnaire';
  url?: string;
  version?: string;
  name?: string;
  title?: string;
  status?: string;
  item?: QuestionnaireItem[];
}

export interface ResponseItem {
  linkId: string;
  text?: string;
  answer?: AnswerValue[];
  item?: ResponseItem[];
}

const standard = 'http://hl7.org/fhir/StructureDefinition/';
const own = 'https://intersession.example/fhir/StructureDefinition/';

export function standardExtension(item: QuestionnaireItem, name: string): Extension | undefined {
  return item.extension?.find((each) => each.url === standard + name);
}

export function ownExtension(item: QuestionnaireItem, name: string): Extension | undefined {
  return item.extension?.find((each) => each.url === own + name);
}

/** Every extension of this name: an item may carry several. */
export function ownExtensions(item: QuestionnaireItem, name: string): Extension[] {
  return item.extension?.filter((each) => each.url === own + name) ?? [];
}

export function itemControl(item: QuestionnaireItem): string | undefined {
  return standardExtension(item, 'questionnaire-itemControl')?.valueCodeableConcept?.coding?.[0]?.code;
}
