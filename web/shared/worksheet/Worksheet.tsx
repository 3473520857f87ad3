import { Fragment } from 'react';
import { Button, Chip, FieldSet } from '../ui';
import { useShared } from '../words';
import { isEnabled, listOf, rowsOf, withAnswer, type Answers, type Value } from './answers';
import { FieldInput } from './FieldInput';
import type { Field } from './model';

export interface WorksheetFormProps {
  fields: readonly Field[];
  answers: Answers;
  /** Called on every keystroke with all answers; the caller keeps them (and drafts them). */
  onChange: (answers: Answers) => void;
  /** What to change, by linkId. */
  errors?: Record<string, string>;
  /** Answers given earlier, such as the half of a pair asked before: shown beside the scale. */
  earlier?: Answers;
  /** Show on each private field that it is private. */
  showPrivacy?: boolean;
}

/** A worksheet to fill in. It holds no state of its own that could be lost: everything typed goes to `onChange` at once. */
export function WorksheetForm(props: WorksheetFormProps) {
  return (
    <div className="worksheet">
      <Fields {...props} outer={props.answers} />
    </div>
  );
}

type FieldsProps = WorksheetFormProps & { outer: Answers };

function Fields({ fields, outer, ...rest }: FieldsProps) {
  return fields
    .filter((field) => isEnabled(field, rest.answers, outer))
    .map((field) => (
      <Fragment key={field.linkId}>
        <One {...rest} fields={[]} outer={outer} field={field} />
      </Fragment>
    ));
}

function One({ field, outer, ...rest }: FieldsProps & { field: Field }) {
  const { answers, onChange, errors, earlier } = rest;
  const change = (value: Value | undefined) => onChange(withAnswer(answers, field.linkId, value));
  switch (field.kind) {
    case 'display':
      return <p>{field.text}</p>;
    case 'group':
      return (
        <FieldSet label={field.text} help={field.help} className="group">
          <Privacy field={field} show={rest.showPrivacy} />
          <Fields
            {...rest}
            showPrivacy={rest.showPrivacy && !field.private}
            fields={field.fields}
            outer={outer}
          />
        </FieldSet>
      );
    case 'pair':
      return <Pair {...rest} field={field} outer={outer} />;
    case 'rows':
      return <Rows {...rest} field={field} outer={outer} />;
    default:
      return (
        <div className="col">
          <FieldInput
            field={field}
            value={answers[field.linkId]}
            onChange={change}
            error={errors?.[field.linkId]}
            note={earlierNumber(field, earlier)}
          />
          <Privacy field={field} show={rest.showPrivacy} />
        </div>
      );
  }
}

/** The number to compare with; only scales show one. */
function earlierNumber(field: Field, earlier: Answers | undefined): number | undefined {
  const value = earlier?.[field.linkId];
  return typeof value === 'number' ? value : undefined;
}

function Privacy({ field, show }: { field: Field; show?: boolean | undefined }) {
  const t = useShared();
  if (!show || !field.private) return null;
  return (
    <div>
      <Chip tone="info">{t('worksheet.private')}</Chip>
    </div>
  );
}

/** Two questions about the same thing, before and after: the second shows what the first was. */
function Pair({ field, outer, ...rest }: FieldsProps & { field: Field }) {
  const { answers, onChange, errors, earlier } = rest;
  const all = { ...earlier, ...answers };
  return (
    <FieldSet label={field.text} help={field.help}>
      <div className="pair">
        {field.fields
          .filter((one) => isEnabled(one, answers, outer))
          .map((one, index) => {
            const first = beforeOf(field, one, index);
            const note = first ? all[first] : undefined;
            return (
              <FieldInput
                key={one.linkId}
                field={one}
                value={answers[one.linkId]}
                onChange={(value) => onChange(withAnswer(answers, one.linkId, value))}
                error={errors?.[one.linkId]}
                note={typeof note === 'number' ? note : undefined}
              />
            );
          })}
      </div>
      <Privacy field={field} show={rest.showPrivacy} />
    </FieldSet>
  );
}

/** The linkId the second half is compared with. When only that half is on the screen, `pairedWith` names the first. */
function beforeOf(pair: Field, one: Field, index: number): string | undefined {
  if (index > 0) return pair.fields[0]?.linkId;
  return pair.pairedWith?.[one.linkId];
}

/** A group that repeats: one block a row, added and removed by the person. */
function Rows({ field, outer, ...rest }: FieldsProps & { field: Field }) {
  const t = useShared();
  const { answers, onChange } = rest;
  const stored = rowsOf(answers[field.linkId]);
  const rows = stored.length ? stored : [{}];
  const put = (next: Answers[]) => onChange({ ...answers, [field.linkId]: next });
  return (
    <FieldSet label={field.text} help={field.help}>
      <Privacy field={field} show={rest.showPrivacy} />
      {rows.map((row, index) => (
        <div
          key={index}
          className="rows-row col loose"
          role="group"
          aria-label={`${field.text} ${index + 1}`}
        >
          <Fields
            {...rest}
            showPrivacy={rest.showPrivacy && !field.private}
            fields={field.fields}
            answers={row}
            outer={{ ...outer, ...row }}
            onChange={(next) => put(rows.map((other, at) => (at === index ? next : other)))}
          />
          {rows.length > 1 && (
            <div>
              <Button kind="quiet" onClick={() => put(rows.filter((_, at) => at !== index))}>
                {t('worksheet.removeRow', { number: index + 1 })}
              </Button>
            </div>
          )}
        </div>
      ))}
      <div>
        <Button onClick={() => put([...rows, {}])}>{t('worksheet.addRow')}</Button>
      </div>
    </FieldSet>
  );
}

/** Answers to read, not to change: for the journal and for the review in a session. Empty fields are left out. */
export function WorksheetAnswers({
  fields,
  answers,
  outer = answers,
}: {
  fields: readonly Field[];
  answers: Answers;
  outer?: Answers;
}) {
  const t = useShared();
  const words = (field: Field) =>
    listOf(answers[field.linkId])
      .map((value) => {
        if (typeof value === 'boolean') return value ? t('worksheet.yes') : t('worksheet.no');
        if (typeof value === 'object') return value.display ?? value.code ?? '';
        return field.unit ? `${value} ${field.unit}` : String(value);
      })
      .filter(Boolean)
      .join(field.kind === 'series' ? ' → ' : ', ');
  return (
    <dl className="answers">
      {fields
        .filter((field) => isEnabled(field, answers, outer))
        .map((field) => {
          if (field.kind === 'display') return null;
          if (field.kind === 'group' || field.kind === 'pair') {
            if (!field.fields.some((one) => words(one))) return null;
            return (
              <div key={field.linkId}>
                <dt>{field.text}</dt>
                <dd>
                  <WorksheetAnswers fields={field.fields} answers={answers} outer={outer} />
                </dd>
              </div>
            );
          }
          if (field.kind === 'rows') {
            return rowsOf(answers[field.linkId]).map((row, index) => (
              <div key={`${field.linkId}-${index}`}>
                <dt>
                  {field.text} {index + 1}
                </dt>
                <dd>
                  <WorksheetAnswers fields={field.fields} answers={row} outer={{ ...outer, ...row }} />
                </dd>
              </div>
            ));
          }
          const said = words(field);
          if (!said) return null;
          return (
            <div key={field.linkId}>
              <dt>{field.text}</dt>
              <dd className={field.kind === 'text' ? 'voice' : undefined}>{said}</dd>
            </div>
          );
        })}
    </dl>
  );
}
