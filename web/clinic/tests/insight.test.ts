import { describe, expect, it } from 'vitest';
import { namesOf } from '../src/client/ConsentCard';
import { figure, figureRows, type Study } from '../src/insight/study';

const effect = { estimate: -0.523, ci95_lo: -0.9, ci95_hi: -0.1 };

describe('figures', () => {
  it('are two decimals with a real minus sign, and a dash where there is none', () => {
    expect(figure(-0.523)).toBe('−0.52');
    expect(figure(-0.001)).toBe('0.00');
    expect(figure(1)).toBe('1.00');
    expect(figure(null)).toBe('–');
    expect(figure(undefined)).toBe('–');
  });
  it('stand with the reversed direction right under the headline', () => {
    const study: Study = {
      verdict: 'fragile',
      verdict_text: '',
      warnings: [],
      headline: effect,
      checks: { A1: effect, M1r: effect },
      effects: { between: effect },
    };
    expect(figureRows(study).map((row) => row.key)).toEqual(['headline', 'M1r', 'A1', 'between']);
  });
  it('are none where the answer is refused', () => {
    expect(
      figureRows({
        refused: { code: 'too_few_clients', text: '' },
        verdict: 'refused',
        verdict_text: '',
        warnings: [],
      }),
    ).toEqual([]);
  });
});

describe('names of studies', () => {
  it('are parted by commas, trimmed, once each', () => {
    expect(namesOf(' walks, sleep ,, walks')).toEqual(['walks', 'sleep']);
    expect(namesOf(' ')).toEqual([]);
  });
});
