import { useId, type ReactNode } from 'react';

export interface FieldWords {
  label: ReactNode;
  help?: ReactNode;
  /** What to change, in a sentence; null or empty when all is well. */
  error?: string | null | undefined;
}

/** Ids that tie a control to its help and error text. */
export function useFieldIds({ help, error }: Pick<FieldWords, 'help' | 'error'>) {
  const id = useId();
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const describedBy = [help ? helpId : '', error ? errorId : ''].filter(Boolean).join(' ') || undefined;
  return { id, helpId, errorId, describedBy };
}

export function FieldHelp({ id, children }: { id: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <p id={id} className="field-help">
      {children}
    </p>
  );
}

export function FieldError({ id, children }: { id: string; children?: string | null | undefined }) {
  if (!children) return null;
  return (
    <p id={id} className="field-error">
      {children}
    </p>
  );
}

/** A named group of controls (radios, check boxes, several fields under one question). */
export function FieldSet({
  label,
  help,
  error,
  children,
  className,
}: FieldWords & { children: ReactNode; className?: string }) {
  const ids = useFieldIds({ help, error });
  return (
    <fieldset className={['field', className].filter(Boolean).join(' ')} aria-describedby={ids.describedBy}>
      <legend className="field-label">{label}</legend>
      <FieldHelp id={ids.helpId}>{help}</FieldHelp>
      {children}
      <FieldError id={ids.errorId}>{error}</FieldError>
    </fieldset>
  );
}
