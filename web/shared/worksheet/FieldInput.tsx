import { useState } from 'react';
import {
  Button,
  CheckOptions,
  FieldSet,
  RadioOptions,
  RadioScale,
  Slider,
  TextArea,
  TextField,
  useFieldIds,
  FieldError,
  FieldHelp,
} from '../ui';
import { useShared } from '../words';
import { isCoding, keyOf, listOf, type Scalar, type Value } from './answers';
import type { Field } from './model';
import { Curve } from './Curve';

export interface FieldInputProps {
  field: Field;
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
  error?: string | undefined;
  /** The earlier number this one is compared with. */
  note?: number | undefined;
}

/** The control for one field that takes an answer. */
export function FieldInput(props: FieldInputProps) {
  const t = useShared();
  const { field, value, onChange, error } = props;
  const words = { label: field.text, help: field.help, error };
  switch (field.kind) {
    case 'boolean':
      return (
        <RadioOptions
          {...words}
          choices={[
            { code: 'true', label: t('worksheet.yes') },
            { code: 'false', label: t('worksheet.no') },
          ]}
          value={typeof value === 'boolean' ? String(value) : null}
          onChange={(code) => onChange(code === 'true')}
        />
      );
    case 'number':
      return (
        <TextField
          {...words}
          className="short"
          inputMode={field.decimal ? 'decimal' : 'numeric'}
          autoComplete="off"
          unit={field.unit}
          value={value === undefined ? '' : String(value)}
          onChange={(text) => onChange(readNumber(text))}
        />
      );
    case 'scale':
      return (
        <RadioScale
          {...words}
          help={withNote(
            field.help,
            props.note === undefined ? undefined : t('worksheet.before', { value: props.note }),
          )}
          value={typeof value === 'number' ? value : null}
          onChange={onChange}
          min={field.min ?? 0}
          max={field.max ?? 10}
          lower={field.lower}
          upper={field.upper}
        />
      );
    case 'slider':
      return (
        <Slider
          {...words}
          value={typeof value === 'number' ? value : null}
          onChange={onChange}
          min={field.min ?? 0}
          max={field.max ?? 100}
          step={field.step === 1 ? 5 : field.step}
          lower={field.lower}
          upper={field.upper}
          unit={field.unit}
          note={props.note === undefined ? undefined : t('worksheet.before', { value: props.note })}
        />
      );
    case 'series':
      return <Series {...props} />;
    case 'line':
      return (
        <TextField
          {...words}
          type="text"
          autoComplete="off"
          maxLength={field.maxLength}
          value={text(value)}
          onChange={onChange}
        />
      );
    case 'date':
      return <TextField {...words} className="short" type="date" value={text(value)} onChange={onChange} />;
    case 'time':
      return <TextField {...words} className="short" type="time" value={text(value)} onChange={onChange} />;
    case 'choice':
      return field.open ? <OpenChoice {...props} /> : <Choice {...props} />;
    case 'choices':
      return (
        <CheckOptions
          {...words}
          choices={field.options}
          value={listOf(value).map(keyOf)}
          onChange={(codes) => onChange(codes.map((code) => codingOf(field, code)))}
        />
      );
    case 'tags':
      return <Tags {...props} />;
    default:
      return <TextArea {...words} maxLength={field.maxLength} value={text(value)} onChange={onChange} />;
  }
}

function text(value: Value | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function withNote(help: string | undefined, note: string | undefined): string | undefined {
  return [help, note].filter(Boolean).join(' · ') || undefined;
}

/** A number when it is one; otherwise the text as typed, so that nothing typed disappears. */
function readNumber(typed: string): number | string {
  const number = Number(typed.trim().replace(',', '.'));
  const settled = /^-?\d+([.,]\d*[1-9])?$/.test(typed.trim());
  return settled && Number.isFinite(number) ? number : typed;
}

function codingOf(field: Field, code: string): Scalar {
  return field.options.find((option) => option.code === code)?.coding ?? { code };
}

function Choice({ field, value, onChange, error }: FieldInputProps) {
  const t = useShared();
  const ids = useFieldIds({ help: field.help, error });
  const chosen = isCoding(value) ? keyOf(value) : '';
  if (!field.dropDown) {
    return (
      <RadioOptions
        label={field.text}
        help={field.help}
        error={error}
        choices={field.options}
        value={chosen || null}
        onChange={(code) => onChange(codingOf(field, code))}
      />
    );
  }
  return (
    <div className="field">
      <label className="field-label" htmlFor={ids.id}>
        {field.text}
      </label>
      <FieldHelp id={ids.helpId}>{field.help}</FieldHelp>
      <select
        id={ids.id}
        className="input"
        value={chosen}
        aria-describedby={ids.describedBy}
        onChange={(event) => onChange(event.target.value ? codingOf(field, event.target.value) : undefined)}
      >
        <option value="">{t('worksheet.choose')}</option>
        {field.options.map((option) => (
          <option key={option.code} value={option.code}>
            {option.label}
          </option>
        ))}
      </select>
      <FieldError id={ids.errorId}>{error}</FieldError>
    </div>
  );
}

const otherCode = '\u0000other';

/** One of a list, or own words. */
function OpenChoice({ field, value, onChange, error }: FieldInputProps) {
  const t = useShared();
  const [other, setOther] = useState(typeof value === 'string');
  const own = typeof value === 'string' ? value : '';
  const choose = (code: string) => {
    setOther(code === otherCode);
    onChange(code === otherCode ? own || undefined : codingOf(field, code));
  };
  const showOther = other || typeof value === 'string';
  return (
    <div className="col">
      <RadioOptions
        label={field.text}
        help={field.help}
        error={error}
        choices={[...field.options, { code: otherCode, label: t('worksheet.other') }]}
        value={isCoding(value) ? keyOf(value) : showOther ? otherCode : null}
        onChange={choose}
      />
      {showOther && !isCoding(value) && (
        <TextField
          label={t('worksheet.otherLabel')}
          type="text"
          autoComplete="off"
          maxLength={field.maxLength}
          value={own}
          onChange={onChange}
        />
      )}
    </div>
  );
}

/** Any of a list, and any number of own words. Each own word is a live field: typing it is enough. */
function Tags({ field, value, onChange, error }: FieldInputProps) {
  const t = useShared();
  const given = listOf(value);
  const codes = given.filter(isCoding).map(keyOf);
  const own = given.filter((each): each is string => typeof each === 'string');
  const shown = own.length || field.options.length ? own : [''];
  const put = (nextCodes: string[], nextOwn: string[]) =>
    onChange([...nextCodes.map((code) => codingOf(field, code)), ...nextOwn]);
  return (
    <FieldSet label={field.text} help={field.help} error={error}>
      {field.options.length > 0 && (
        <CheckOptions
          label={<span className="hidden-text">{field.text}</span>}
          choices={field.options}
          value={codes}
          onChange={(next) => put(next, own)}
        />
      )}
      {shown.map((word, index) => (
        <input
          key={index}
          className="input"
          type="text"
          autoComplete="off"
          aria-label={t('worksheet.addTagLabel')}
          maxLength={field.maxLength}
          value={word}
          onChange={(event) => put(codes, replaceAt(shown, index, event.target.value))}
        />
      ))}
      <div>
        <Button kind="quiet" onClick={() => put(codes, [...shown, ''])}>
          {t('worksheet.addTagLabel')}
        </Button>
      </div>
    </FieldSet>
  );
}

/** Numbers one after another, such as distress at the start, in between and at the end; drawn as a curve. */
function Series({ field, value, onChange, error }: FieldInputProps) {
  const t = useShared();
  const points = listOf(value).map(Number);
  const [active, setActive] = useState(points.length ? points.length - 1 : 0);
  const at = Math.min(active, points.length);
  return (
    <FieldSet label={field.text} help={field.help} error={error}>
      <Curve
        points={points}
        min={field.min ?? 0}
        max={field.max ?? 100}
        label={points.length ? t('worksheet.points', { list: points.join(', ') }) : t('worksheet.noPoints')}
      />
      {points.length > 0 && (
        <div className="series-points">
          {points.map((point, index) => (
            <Button
              key={index}
              kind={index === at ? 'main' : 'plain'}
              aria-pressed={index === at}
              aria-label={`${pointName(index)}: ${point}`}
              onClick={() => setActive(index)}
            >
              {point}
            </Button>
          ))}
        </div>
      )}
      <Slider
        label={pointName(at)}
        value={points[at] ?? null}
        onChange={(next) => onChange(at < points.length ? replaceAt(points, at, next) : [...points, next])}
        min={field.min ?? 0}
        max={field.max ?? 100}
        step={field.step === 1 ? 5 : field.step}
        lower={field.lower}
        upper={field.upper}
      />
      <div className="row wrap">
        <Button
          disabled={points.length === 0 || at === points.length}
          onClick={() => setActive(points.length)}
        >
          {t('worksheet.addPoint')}
        </Button>
        {points.length > 0 && (
          <Button
            kind="quiet"
            onClick={() => {
              onChange(points.slice(0, -1));
              setActive(Math.max(0, points.length - 2));
            }}
          >
            {t('worksheet.removePoint')}
          </Button>
        )}
      </div>
    </FieldSet>
  );

  function pointName(index: number): string {
    return index === 0 ? t('worksheet.pointFirst') : t('worksheet.point', { number: index + 1 });
  }
}

function replaceAt<T>(list: readonly T[], index: number, value: T): T[] {
  return list.map((each, at) => (at === index ? value : each));
}
