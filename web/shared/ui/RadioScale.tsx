import { useId } from 'react';
import { FieldSet, type FieldWords } from './Field';

export type RadioScaleProps = FieldWords & {
  value: number | null;
  onChange: (value: number) => void;
  min?: number;
  max?: number;
  /** Words for the two ends. */
  lower?: string | undefined;
  upper?: string | undefined;
  /** Words for single steps, read out with the number. */
  stepWords?: Record<number, string>;
};

/** Whole numbers to tap, such as 0-4 or 0-10. Nothing is chosen until the person chooses: no answer is suggested. */
export function RadioScale({
  value,
  onChange,
  min = 0,
  max = 10,
  lower,
  upper,
  stepWords,
  ...words
}: RadioScaleProps) {
  const name = useId();
  const steps = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  return (
    <FieldSet {...words}>
      <div className="scale">
        {steps.map((step) => (
          <label key={step} className="scale-step">
            <input
              type="radio"
              name={name}
              value={step}
              checked={value === step}
              onChange={() => onChange(step)}
              aria-label={stepLabel(
                step,
                stepWords?.[step] ?? (step === min ? lower : step === max ? upper : undefined),
              )}
            />
            <span aria-hidden="true">{step}</span>
          </label>
        ))}
      </div>
      {(lower || upper) && (
        <div className="ends" aria-hidden="true">
          <span>{lower}</span>
          <span>{upper}</span>
        </div>
      )}
      {value !== null && stepWords?.[value] && <p className="small">{stepWords[value]}</p>}
    </FieldSet>
  );
}

function stepLabel(step: number, word: string | undefined): string {
  return word ? `${step}, ${word}` : String(step);
}
