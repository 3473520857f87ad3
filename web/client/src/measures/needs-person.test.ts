import { describe, expect, it } from 'vitest';
import { readWorksheet } from '@shared/worksheet';
import card from '@catalogue/activities/dialectical-behavioural/dbt-diary-card.json';
import { asksAboutSafety, meetsRule, needsPerson } from './needs-person';

const choice = { meetAnswers: [{ linkId: 'q9', codes: ['1', '2', '3'] }] };
const number = { meetAnswers: [{ linkId: 'harm', atLeast: 1 }] };

describe('answers that are met with whom to reach', () => {
  it('are the options that a rule names, and no others', () => {
    expect(needsPerson(choice, { q9: { code: '1', display: 'Several days' } })).toBe(true);
    expect(needsPerson(choice, { q9: { code: '0', display: 'Not at all' } })).toBe(false);
    expect(needsPerson(choice, { q8: { code: '3' } })).toBe(false);
    expect(needsPerson(choice, {})).toBe(false);
  });

  it('are numbers from the rule’s number on', () => {
    expect(needsPerson(number, { harm: 1 })).toBe(true);
    expect(needsPerson(number, { harm: 0 })).toBe(false);
  });

  it('are never words', () => {
    expect(needsPerson(number, { harm: 'I want to die' })).toBe(false);
    expect(needsPerson({}, { text: 'anything' })).toBe(false);
  });
});

describe('answers of a worksheet that are met with whom to reach', () => {
  const { fields } = readWorksheet(card.worksheet as never);

  it('are those that the diary card names, from their number on', () => {
    expect(asksAboutSafety(fields)).toBe(true);
    expect(meetsRule(fields, { 'urge-die': 1 })).toBe(true);
    expect(meetsRule(fields, { 'urge-die': 0, 'urge-harm': 2 })).toBe(false);
    expect(meetsRule(fields, { 'urge-harm': 3 })).toBe(true);
    expect(meetsRule(fields, { acted: { code: 'later' } })).toBe(true);
    expect(meetsRule(fields, { acted: { code: 'no' } })).toBe(false);
    expect(meetsRule(fields, {})).toBe(false);
  });

  it('are never words', () => {
    expect(meetsRule(fields, { 'urge-die': '5', note: 'I want to die' })).toBe(false);
  });
});
