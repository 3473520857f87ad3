import type { ReactNode } from 'react';
import { Button, FieldError, useFieldIds } from '@shared/ui';
import { useWords } from '@shared/words';

type Pair = readonly [string, string];

interface Props {
  label: ReactNode;
  first: string;
  second: string;
  add: string;
  max: number;
  /** Offered to start from; a click puts one in, to be changed to the client's words. */
  suggestions: readonly Pair[];
  value: readonly Pair[];
  onChange: (value: Pair[]) => void;
  error: string | null;
}

/** "If … then …" and "in the way … coping plan": two lines that belong together, as often as needed. */
export function PairList({ label, first, second, add, max, suggestions, value, onChange, error }: Props) {
  const t = useWords();
  const ids = useFieldIds({ help: null, error });
  const put = (index: number, place: 0 | 1, text: string) =>
    onChange(value.map((pair, at) => (at !== index ? pair : place === 0 ? [text, pair[1]] : [pair[0], text])));
  const left = suggestions.filter(([a]) => !value.some(([b]) => a === b));
  return (
    <fieldset className="field" aria-describedby={ids.describedBy}>
      <legend className="field-label">{label}</legend>
      {value.map(([a, b], index) => (
        <div key={index} className="pair-row">
          <label>
            <span className="small">{first}</span>
            <Line value={a} onChange={(text) => put(index, 0, text)} invalid={Boolean(error) && !a.trim()} />
          </label>
          <label>
            <span className="small">{second}</span>
            <Line value={b} onChange={(text) => put(index, 1, text)} invalid={Boolean(error) && !b.trim()} />
          </label>
          <Button kind="quiet" className="small-button" aria-label={t('plan.remove', { number: index + 1 })} onClick={() => onChange(value.filter((_, at) => at !== index))}>
            ×
          </Button>
        </div>
      ))}
      <FieldError id={ids.errorId}>{error}</FieldError>
      {value.length < max && (
        <div className="row wrap">
          <Button className="small-button" onClick={() => onChange([...value, ['', '']])}>
            {add}
          </Button>
          {left.slice(0, 3).map((pair) => (
            <button key={pair[0]} type="button" className="pill dashed" onClick={() => onChange([...value.filter(([x, y]) => x || y), pair])} title={pair.join(' → ')}>
              {pair[0]}
            </button>
          ))}
        </div>
      )}
    </fieldset>
  );
}

/** One sentence that wraps where the screen is narrow; Enter makes no second line. */
function Line({ value, onChange, invalid }: { value: string; onChange: (text: string) => void; invalid: boolean }) {
  return (
    <textarea
      className="input one-line"
      rows={1}
      maxLength={300}
      value={value}
      onChange={(event) => onChange(event.target.value.replace(/\s*\n\s*/g, ' '))}
      onKeyDown={(event) => event.key === 'Enter' && !event.ctrlKey && !event.metaKey && event.preventDefault()}
      aria-invalid={invalid || undefined}
    />
  );
}
