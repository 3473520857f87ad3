// Small parts that several clinic screens share.
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { ApiError, errorWords } from '@shared/api';
import { Button, Notice, useFieldIds, FieldHelp, FieldError, type FieldWords } from '@shared/ui';
import { currentLanguage, useWords } from '@shared/words';

/** The page's name, in the browser's title and as the heading that takes the focus when the screen changes. */
export function PageTitle({ children, title, quiet = false }: { children: ReactNode; title?: string; quiet?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const words = title ?? (typeof children === 'string' ? children : '');
  useEffect(() => {
    document.title = words ? `${words} · Intersession` : 'Intersession';
  }, [words]);
  useEffect(() => {
    if (!quiet && (document.activeElement === document.body || document.activeElement === null)) heading.current?.focus();
  }, [quiet]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}

/** What went wrong, in words, with every wrong place the server named; and what stays safe. */
export function ErrorNotice({ error, kept = false, again }: { error: unknown; kept?: boolean; again?: () => void }) {
  const t = useWords();
  if (!error) return null;
  const problem = error instanceof ApiError ? error.problem : {};
  const clash = error instanceof ApiError && error.status === 409;
  const refused = error instanceof ApiError && error.status === 403;
  return (
    <Notice tone="need" live>
      <p className="notice-title">{t(clash ? 'error.clash' : refused ? 'error.refused' : errorWords(error))}</p>
      {problem.detail && <p className="small">{problem.detail}</p>}
      {problem.errors?.length ? (
        <ul className="small">
          {problem.errors.map((each, index) => (
            <li key={index}>
              {(each.pointer ?? '').replace(/^\//, '').replace(/\//g, ' › ')} {each.message}
            </li>
          ))}
        </ul>
      ) : null}
      {kept && <p className="small">{t('error.kept')}</p>}
      {again && (
        <p>
          <Button onClick={again}>{t('error.again')}</Button>
        </p>
      )}
    </Notice>
  );
}

/** The foot of a form that stays open: what went wrong or that it was saved, and the button. */
export function SaveFoot({ save }: { save: { error: unknown; isSuccess: boolean; isPending: boolean } }) {
  const t = useWords();
  return (
    <>
      <ErrorNotice error={save.error} kept />
      {save.isSuccess && !save.isPending && (
        <Notice tone="go" live>
          {t('saved')}
        </Notice>
      )}
      <div className="row end">
        <Button kind="main" type="submit" disabled={save.isPending}>
          {t('save')}
        </Button>
      </div>
    </>
  );
}

/** While the first answer is on its way; only shown after a moment, so that fast answers do not flicker. */
export function Waiting() {
  const t = useWords();
  return (
    <p className="waiting small" role="status">
      {t('waiting')}
    </p>
  );
}

type SelectProps = FieldWords & {
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
  compact?: boolean;
  name?: string;
};

/** A native select: works with every keyboard, phone and screen reader. */
export function Select({ value, onChange, children, label, help, error, compact, name }: SelectProps) {
  const ids = useFieldIds({ help, error });
  return (
    <div className={compact ? 'field compact' : 'field'}>
      <label className="field-label" htmlFor={ids.id}>
        {label}
      </label>
      <FieldHelp id={ids.helpId}>{help}</FieldHelp>
      <select
        id={ids.id}
        name={name}
        className="input"
        value={value}
        aria-describedby={ids.describedBy}
        aria-invalid={error ? true : undefined}
        onChange={(event) => onChange(event.target.value)}
      >
        {children}
      </select>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}

type PillsProps<Code extends string> = FieldWords & {
  value: Code | '';
  onChange: (value: Code) => void;
  choices: readonly { code: Code; label: ReactNode }[];
};

/** One of a few, side by side: radio buttons that look like pills. */
export function Pills<Code extends string>({ value, onChange, choices, label, help, error }: PillsProps<Code>) {
  const ids = useFieldIds({ help, error });
  const name = useId();
  return (
    <fieldset className="field" aria-describedby={ids.describedBy}>
      <legend className="field-label">{label}</legend>
      <FieldHelp id={ids.helpId}>{help}</FieldHelp>
      <div className="pills">
        {choices.map((choice) => (
          <label key={choice.code} className="pill">
            <input type="radio" name={name} checked={value === choice.code} onChange={() => onChange(choice.code)} />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </fieldset>
  );
}

type CheckPillsProps<Code extends string> = FieldWords & {
  value: readonly Code[];
  onChange: (value: Code[]) => void;
  choices: readonly { code: Code; label: ReactNode }[];
};

/** Any of a few, side by side. */
export function CheckPills<Code extends string>({ value, onChange, choices, label, help, error }: CheckPillsProps<Code>) {
  const ids = useFieldIds({ help, error });
  return (
    <fieldset className="field" aria-describedby={ids.describedBy}>
      <legend className="field-label">{label}</legend>
      <FieldHelp id={ids.helpId}>{help}</FieldHelp>
      <div className="pills">
        {choices.map((choice) => (
          <label key={choice.code} className="pill">
            <input
              type="checkbox"
              checked={value.includes(choice.code)}
              onChange={(event) => onChange(event.target.checked ? [...value, choice.code] : value.filter((each) => each !== choice.code))}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </fieldset>
  );
}

/** Text to read out of a browser and copy, such as a link shown once. */
export function CopyField({ label, value, help }: { label: string; value: string; help?: string }) {
  const t = useWords();
  const ids = useFieldIds({ help, error: null });
  const said = useRef<HTMLSpanElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      if (said.current) said.current.textContent = t('copied');
    } catch {
      document.getElementById(ids.id)?.focus();
      if (said.current) said.current.textContent = t('copyByHand');
    }
  };
  return (
    <div className="field">
      <label className="field-label" htmlFor={ids.id}>
        {label}
      </label>
      <FieldHelp id={ids.helpId}>{help}</FieldHelp>
      <div className="row wrap">
        <input id={ids.id} className="input grow mono" readOnly value={value} onFocus={(event) => event.target.select()} aria-describedby={ids.describedBy} />
        <Button onClick={() => void copy()}>{t('copy')}</Button>
      </div>
      <span ref={said} className="small" role="status" />
    </div>
  );
}

/** "Tue 24 Nov" */
export function shortDay(date: Date, language = currentLanguage()): string {
  return new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short' }).format(date);
}

/** "Tue 24 Nov, 10:00" */
export function shortMoment(date: Date, language = currentLanguage()): string {
  return new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(date);
}

let zoneList: string[] | undefined;
/** All time zones the browser knows, with the one in use first in case it is missing. */
export function zones(current: string): string[] {
  zoneList ??= typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return zoneList.includes(current) || !current ? zoneList : [current, ...zoneList];
}

export function ZoneSelect({ value, onChange, label, help, error }: FieldWords & { value: string; onChange: (zone: string) => void }) {
  return (
    <Select label={label} help={help} error={error} value={value} onChange={onChange}>
      {zones(value).map((zone) => (
        <option key={zone} value={zone}>
          {zone.replace(/_/g, ' ')}
        </option>
      ))}
    </Select>
  );
}
