// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  allFields,
  asks,
  complaints,
  coreFields,
  fieldsAt,
  fromItems,
  isEnabled,
  keepFields,
  readWorksheet,
  toItems,
  type Answers,
  type EnableWhen,
  type Field,
  type Questionnaire,
  type QuestionnaireItem,
} from '.';

const activities = join(import.meta.dirname, '../../../catalogue/activities');
const catalogue = readdirSync(activities).flatMap((folder) =>
  readdirSync(join(activities, folder))
    .filter((file) => file.endsWith('.json'))
    .map(
      (file) =>
        [
          file,
          JSON.parse(readFileSync(join(activities, folder, file), 'utf8')) as {
            worksheet: Questionnaire;
            variants: { easier: { fields?: string[] }[] };
          },
        ] as const,
    ),
);

/** Some answer to every field, so that a round trip shows what gets lost. */
function fill(fields: readonly Field[]): Answers {
  const answers: Answers = {};
  for (const field of fields) {
    switch (field.kind) {
      case 'display':
        break;
      case 'group':
      case 'pair':
        Object.assign(answers, fill(field.fields));
        break;
      case 'rows':
        answers[field.linkId] = [fill(field.fields), fill(field.fields)];
        break;
      case 'boolean':
        answers[field.linkId] = true;
        break;
      case 'number':
      case 'scale':
      case 'slider':
        answers[field.linkId] = field.min ?? 3;
        break;
      case 'series':
        answers[field.linkId] = [40, 70, 20];
        break;
      case 'date':
        answers[field.linkId] = '2026-11-24';
        break;
      case 'time':
        answers[field.linkId] = '22:15';
        break;
      case 'choice':
        answers[field.linkId] = field.options[0]?.coding ?? 'words';
        break;
      case 'choices':
      case 'tags':
        answers[field.linkId] = [
          ...field.options.slice(0, 2).map((option) => option.coding),
          ...(field.open ? ['my own'] : []),
        ];
        break;
      default:
        answers[field.linkId] = 'words';
    }
  }
  return answers;
}

describe('every worksheet of the catalogue', () => {
  it.each(catalogue)(
    '%s reads, asks something and keeps every answer on the way there and back',
    (_, activity) => {
      const { fields } = readWorksheet(activity.worksheet);
      const asked = allFields(fields);
      expect(new Set(asked.map((field) => field.linkId)).size).toBe(asked.length);
      expect(fields.some(asks)).toBe(true);
      for (const field of asked.filter((each) => each.kind === 'choice' || each.kind === 'choices'))
        expect(field.options.length).toBeGreaterThan(0);
      const items = toItems(fields, fill(fields));
      expect(toItems(fields, fromItems(fields, items))).toEqual(items);
      expect(complaints(fields, fill(fields))).toEqual({});
    },
  );

  it.each(catalogue)(
    '%s has a core of at most a minute, and before and after leave nothing out',
    (_, activity) => {
      const worksheet = readWorksheet(activity.worksheet);
      const leaves = (fields: readonly Field[]) =>
        allFields(fields)
          .filter((field) => field.fields.length === 0 && field.kind !== 'display')
          .map((field) => field.linkId);
      const split = [...fieldsAt(worksheet, 'before'), ...fieldsAt(worksheet, 'after')];
      expect(leaves(split).sort()).toEqual(leaves(worksheet.fields).sort());
      expect(leaves(coreFields(worksheet.fields)).length).toBeGreaterThan(0);
      for (const variant of activity.variants.easier) {
        if (variant.fields) expect(keepFields(worksheet.fields, variant.fields).some(asks)).toBe(true);
      }
    },
  );
});

describe('enableWhen', () => {
  const field = (rules: EnableWhen[], enableBehavior?: 'all' | 'any') => {
    const item: QuestionnaireItem = {
      linkId: 'x',
      type: 'string',
      enableWhen: rules,
      ...(enableBehavior ? { enableBehavior } : {}),
    };
    return readWorksheet({ resourceType: 'Questionnaire', item: [item] }).fields[0]!;
  };
  it.each([
    ['exists', { answerBoolean: true }, 5, true],
    ['exists', { answerBoolean: true }, undefined, false],
    ['exists', { answerBoolean: false }, undefined, true],
    ['=', { answerInteger: 5 }, 5, true],
    ['=', { answerCoding: { code: 'a' } }, { code: 'a', display: 'A' }, true],
    ['=', { answerCoding: { code: 'a' } }, [{ code: 'b' }, { code: 'a' }], true],
    ['!=', { answerCoding: { code: 'a' } }, [{ code: 'b' }, { code: 'a' }], false],
    ['!=', { answerInteger: 5 }, undefined, true],
    ['>', { answerInteger: 50 }, 55, true],
    ['>', { answerInteger: 50 }, 50, false],
    ['>=', { answerInteger: 50 }, 50, true],
    ['<', { answerInteger: 9 }, 10, false],
    ['<=', { answerTime: '10:00' }, '09:30', true],
  ] as const)('%s %j with %j is %s', (operator, wanted, given, expected) => {
    const answers = given === undefined ? {} : ({ q: given } as unknown as Answers);
    expect(isEnabled(field([{ question: 'q', operator, ...wanted } as EnableWhen]), answers)).toBe(expected);
  });

  it('needs all rules, or any where the worksheet says so', () => {
    const rules: EnableWhen[] = [
      { question: 'a', operator: '=', answerBoolean: true },
      { question: 'b', operator: '=', answerBoolean: true },
    ];
    expect(isEnabled(field(rules), { a: true })).toBe(false);
    expect(isEnabled(field(rules, 'any'), { a: true })).toBe(true);
  });

  it('looks in the own row first, then around it', () => {
    const one = field([{ question: 'q', operator: '=', answerBoolean: true }]);
    expect(isEnabled(one, { q: false }, { q: true })).toBe(false);
    expect(isEnabled(one, {}, { q: true })).toBe(true);
  });
});

describe('what has to change before sending', () => {
  const { fields } = readWorksheet({
    resourceType: 'Questionnaire',
    item: [
      { linkId: 'needed', type: 'string', required: true },
      { linkId: 'short', type: 'string', maxLength: 3 },
      {
        linkId: 'count',
        type: 'integer',
        extension: [
          { url: 'http://hl7.org/fhir/StructureDefinition/minValue', valueInteger: 0 },
          { url: 'http://hl7.org/fhir/StructureDefinition/maxValue', valueInteger: 20 },
        ],
      },
    ],
  });
  it('names each field and what it needs', () => {
    expect(complaints(fields, { short: 'long words', count: 21 })).toEqual({
      needed: { key: 'worksheet.requiredMissing' },
      short: { key: 'worksheet.tooLong', max: 3 },
      count: { key: 'worksheet.outside', min: 0, max: 20 },
    });
    expect(complaints(fields, { needed: 'yes', count: 'many' })).toEqual({
      count: { key: 'worksheet.notNumber' },
    });
    expect(complaints(fields, { needed: 'yes', short: 'abc', count: 20 })).toEqual({});
  });
});
