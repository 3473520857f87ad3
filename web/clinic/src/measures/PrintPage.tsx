import { Link, useParams } from 'react-router';
import { Button } from '@shared/ui';
import { useWords } from '@shared/words';
import { readWorksheet, type Field, type Questionnaire } from '@shared/worksheet';
import { useClient } from '../app/queries';
import { ErrorNotice, PageTitle, Waiting } from '../app/ui';
import { useClientMeasures } from './data';

/** The blank measure on paper. */
export function Component() {
  const t = useWords();
  const { clientId = '', planId = '' } = useParams();
  const client = useClient(clientId).data?.client;
  const measures = useClientMeasures(clientId);
  const open = measures.data?.toAnswer.find((each) => each.planId === planId);
  if (measures.isPending) return <Waiting />;
  if (!measures.data) return <ErrorNotice error={measures.error} again={() => void measures.refetch()} />;
  if (!open) return <p>{t('measures.notOpen')}</p>;
  const { fields } = readWorksheet(open.questionnaire as unknown as Questionnaire);
  return (
    <div className="print-page">
      <div className="row apart wrap no-print">
        <Link to={`/clients/${clientId}`}>‹ {t('measures.back')}</Link>
        <Button kind="main" onClick={() => window.print()}>
          {t('print.button')}
        </Button>
      </div>
      <article className="paper col">
        <PageTitle title={open.title}>{open.title}</PageTitle>
        <p>
          {client?.callName} · {t('measures.paperDay')}: ____ / ____ / ________
        </p>
        {fields.map((field) => (
          <Question key={field.linkId} field={field} />
        ))}
        {open.copyright && <p className="small">{open.copyright}</p>}
      </article>
    </div>
  );
}

function Question({ field }: { field: Field }) {
  if (field.kind === 'display') return <p>{field.text}</p>;
  const scale = field.min !== undefined && field.max !== undefined && field.max - field.min <= 10;
  return (
    <div className="paper-question">
      <p>{field.text}</p>
      {field.options.length > 0 && (
        <ul className="plain paper-options">
          {field.options.map((option) => (
            <li key={option.code}>☐ {option.label}</li>
          ))}
        </ul>
      )}
      {field.options.length === 0 && field.kind !== 'boolean' && (
        <p className="paper-options">
          {field.lower} {scale ? Array.from({ length: (field.max ?? 0) - (field.min ?? 0) + 1 }, (_, step) => (field.min ?? 0) + step).join('   ') : `____ (${field.min}–${field.max})`} {field.upper}
        </p>
      )}
    </div>
  );
}
