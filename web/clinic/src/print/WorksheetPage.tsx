import { Link, useParams, useSearchParams } from 'react-router';
import { Button } from '@shared/ui';
import { useWords } from '@shared/words';
import { keepFields, readWorksheet, type Field, type Questionnaire } from '@shared/worksheet';
import { useActivity } from '../app/queries';
import type { Activity } from '../app/types';
import { ErrorNotice, PageTitle, Waiting } from '../app/ui';

/** The blank form of an activity, for whoever writes by hand; it is keyed in later with the day it was about. */
export function Component() {
  const { activityId = '' } = useParams();
  const [query] = useSearchParams();
  const activity = useActivity(activityId);
  if (activity.isPending) return <Waiting />;
  if (!activity.data) return <ErrorNotice error={activity.error} again={() => void activity.refetch()} />;
  return <BlankSheet activity={activity.data} variantId={query.get('variant') ?? ''} back={{ to: `/library/${activityId}`, words: activity.data.name }} />;
}

/** The form with the fields of one variant, or with all where that names none. */
export function BlankSheet({ activity, variantId, back }: { activity: Activity; variantId: string; back: { to: string; words: string } }) {
  const t = useWords();
  const { clientName, clientSummary, variants, worksheet } = activity;
  const variant = [...variants.easier, ...variants.harder].find((one) => one.id === variantId);
  const all = readWorksheet(worksheet as unknown as Questionnaire).fields;
  const fields = variant?.fields?.length ? keepFields(all, variant.fields) : all;
  return (
    <div className="print-page">
      <div className="row apart wrap no-print">
        <Link to={back.to}>‹ {back.words}</Link>
        <Button kind="main" onClick={() => window.print()}>
          {t('print.button')}
        </Button>
      </div>
      <article className="paper col loose">
        <header className="col">
          <PageTitle title={clientName}>{clientName}</PageTitle>
          <p>{variant?.text ?? clientSummary}</p>
          <p>
            {t('blank.day')}: ____ / ____ / ________ · {t('blank.time')}: ____ : ____
          </p>
        </header>
        {fields.map((field) => (
          <Blank key={field.linkId} field={field} />
        ))}
        <p className="small">{t('blank.foot')}</p>
      </article>
    </div>
  );
}

/** Room for as many rows of a table as are usual in a week. */
const rows = 6;

/** One field as lines and boxes. */
function Blank({ field }: { field: Field }) {
  const t = useWords();
  if (field.kind === 'display') return <p>{field.text}</p>;
  if (field.kind === 'rows') return <Table field={field} />;
  if (field.kind === 'group' || field.kind === 'pair') {
    return (
      <section className="paper-question col">
        {field.text && <p>{field.text}</p>}
        {field.fields.map((each) => (
          <Blank key={each.linkId} field={each} />
        ))}
      </section>
    );
  }
  return (
    <div className="paper-question">
      <p>
        {field.text} {field.unit && <span className="small">({field.unit})</span>}
      </p>
      {field.help && <p className="small">{field.help}</p>}
      <Space field={field} labels={[t('blank.yes'), t('blank.no')]} />
    </div>
  );
}

function Space({ field, labels }: { field: Field; labels: [string, string] }) {
  const { kind, min, max, lower, upper, options } = field;
  if (kind === 'boolean') return <p className="paper-options">{labels.map((label) => `☐ ${label}`).join('     ')}</p>;
  if (kind === 'scale' || kind === 'slider') {
    const steps = Math.min(10, (max ?? 10) - (min ?? 0));
    const marks = Array.from({ length: steps + 1 }, (_, step) => Math.round((min ?? 0) + (step * ((max ?? 10) - (min ?? 0))) / steps));
    return (
      <p className="paper-options">
        {lower} {marks.join('   ')} {upper}
      </p>
    );
  }
  if (kind === 'series') return <p className="paper-options">{Array.from({ length: 10 }, () => '____').join('  ')}</p>;
  if (kind === 'number' || kind === 'time' || kind === 'date') return <p className="paper-options">________</p>;
  return (
    <>
      {options.length > 0 && (
        <ul className="plain paper-options">
          {options.map((option) => (
            <li key={option.code}>☐ {option.label}</li>
          ))}
        </ul>
      )}
      {(options.length === 0 || field.open) && <p className="blank-line" />}
      {kind === 'text' && (
        <>
          <p className="blank-line" />
          <p className="blank-line" />
        </>
      )}
    </>
  );
}

function Table({ field }: { field: Field }) {
  const columns = field.fields.filter((each) => each.kind !== 'display');
  return (
    <section className="paper-question">
      {field.text && <p>{field.text}</p>}
      <div className="table-scroll">
        <table className="blank-table">
          <thead>
            <tr>
              {columns.map((each) => (
                <th key={each.linkId} scope="col">
                  {each.text}
                  {each.min !== undefined && each.max !== undefined && (
                    <span className="small">
                      {' '}
                      {each.min}–{each.max}
                    </span>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Array.from({ length: rows }, (_, row) => (
              <tr key={row}>
                {columns.map((each) => (
                  <td key={each.linkId}>{each.options.length > 0 && each.options.length <= 4 ? each.options.map((option) => `☐ ${option.label}`).join(' ') : ''}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
