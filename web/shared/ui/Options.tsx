import { useId, type ReactNode } from 'react';
import { FieldSet, type FieldWords } from './Field';

export interface Choice {
  code: string;
  label: ReactNode;
  /** A second, quieter line. */
  note?: ReactNode;
}

type OptionsProps = FieldWords & { choices: Choice[]; children?: ReactNode };

/** One of several. */
export function RadioOptions({
  choices,
  value,
  onChange,
  children,
  ...words
}: OptionsProps & { value: string | null; onChange: (code: string) => void }) {
  const name = useId();
  return (
    <FieldSet {...words}>
      <div className="options">
        {choices.map((choice) => (
          <label key={choice.code} className="option">
            <input
              type="radio"
              name={name}
              value={choice.code}
              checked={value === choice.code}
              onChange={() => onChange(choice.code)}
            />
            <OptionText choice={choice} />
          </label>
        ))}
        {children}
      </div>
    </FieldSet>
  );
}

/** Any number of several. */
export function CheckOptions({
  choices,
  value,
  onChange,
  children,
  ...words
}: OptionsProps & { value: readonly string[]; onChange: (codes: string[]) => void }) {
  const toggle = (code: string, on: boolean) =>
    onChange(on ? [...value, code] : value.filter((other) => other !== code));
  return (
    <FieldSet {...words}>
      <div className="options">
        {choices.map((choice) => (
          <label key={choice.code} className="option">
            <input
              type="checkbox"
              checked={value.includes(choice.code)}
              onChange={(event) => toggle(choice.code, event.target.checked)}
            />
            <OptionText choice={choice} />
          </label>
        ))}
        {children}
      </div>
    </FieldSet>
  );
}

function OptionText({ choice }: { choice: Choice }) {
  return (
    <span>
      {choice.label}
      {choice.note && <span className="small"> {choice.note}</span>}
    </span>
  );
}
