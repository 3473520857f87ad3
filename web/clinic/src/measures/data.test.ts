import { expect, it } from 'vitest';
import { filterMeasures, type MeasureSummary } from './data';

const measure = (abbreviation: string, purpose: MeasureSummary['purpose'], construct: string): MeasureSummary => ({
  measureId: abbreviation.toLowerCase(),
  version: '1',
  abbreviation,
  title: abbreviation,
  construct,
  purpose,
  higherIs: 'worse',
  items: 7,
  licence: 'own',
  wording: 'own',
  personalItems: [],
  inPersonOnly: false, hasRules: false,
});

it('finds by words and puts outcomes first', () => {
  const all = [measure('Alliance', 'alliance', 'Working alliance'), measure('GAD-7', 'outcome', 'Anxiety severity'), measure('K10', 'outcome', 'Distress')];
  expect(filterMeasures(all, '').map((each) => each.abbreviation)).toEqual(['GAD-7', 'K10', 'Alliance']);
  expect(filterMeasures(all, 'anx sev').map((each) => each.abbreviation)).toEqual(['GAD-7']);
  expect(filterMeasures(all, 'zzz')).toEqual([]);
});
