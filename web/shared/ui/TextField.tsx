import type { InputHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { FieldError, FieldHelp, useFieldIds, type FieldWords } from './Field';

type Changed = { onChange?: (value: string) => void };

export type TextFieldProps = FieldWords &
  Changed &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'id'> & { unit?: string | undefined };

/** One line of text (or a date, a time, a number) with its label, help and error. */
export function TextField({ label, help, error, onChange, className, unit, ...rest }: TextFieldProps) {
  const ids = useFieldIds({ help, error });
  const input = (
    <input
      {...rest}
      id={ids.id}
      className={['input', className].filter(Boolean).join(' ')}
      aria-describedby={ids.describedBy}
      aria-invalid={error ? true : undefined}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
  return (
    <div className="field">
      <label className="field-label" htmlFor={ids.id}>
        {label}
      </label>
      <FieldHelp id={ids.helpId}>{help}</FieldHelp>
      {unit ? (
        <span className="with-unit">
          {input}
          <span className="small">{unit}</span>
        </span>
      ) : (
        input
      )}
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}

export type TextAreaProps = FieldWords &
  Changed &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange' | 'id'>;

/** Several lines of text; grows with what is written. */
export function TextArea({ label, help, error, onChange, className, rows = 3, ...rest }: TextAreaProps) {
  const ids = useFieldIds({ help, error });
  return (
    <div className="field">
      <label className="field-label" htmlFor={ids.id}>
        {label}
      </label>
      <FieldHelp id={ids.helpId}>{help}</FieldHelp>
      <textarea
        {...rest}
        id={ids.id}
        rows={rows}
        className={['input', className].filter(Boolean).join(' ')}
        aria-describedby={ids.describedBy}
        aria-invalid={error ? true : undefined}
        onChange={(event) => onChange?.(event.target.value)}
      />
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}
