import { Link, useParams } from 'react-router';
import { Button } from '@shared/ui';
import { useWords } from '@shared/words';
import { useClient, useHelp, useLearnings } from '../app/queries';
import { ErrorNotice, PageTitle, Waiting, shortDay } from '../app/ui';

/** Everything the client found out, on paper: the first page of a plan for staying well. */
export function Component() {
  const t = useWords();
  const { clientId = '' } = useParams();
  const record = useClient(clientId);
  const learnings = useLearnings(clientId);
  const help = useHelp().data;
  if (record.isPending || learnings.isPending) return <Waiting />;
  if (!record.data || !learnings.data) return <ErrorNotice error={record.error ?? learnings.error} again={() => void learnings.refetch()} />;
  const { client, goals } = record.data;
  return (
    <div className="print-page">
      <div className="row apart wrap no-print">
        <Link to={`/clients/${clientId}`}>‹ {client.name}</Link>
        <Button kind="main" onClick={() => window.print()}>
          {t('print.button')}
        </Button>
      </div>
      <article className="paper col loose">
        <header>
          <p className="small">{client.callName}</p>
          <PageTitle>{t('foundOut.pageTitle')}</PageTitle>
        </header>
        {learnings.data.length === 0 && <p>{t('foundOut.none')}</p>}
        <ol className="plain lines">
          {learnings.data.map((each) => (
            <li key={each.at + each.assignmentId}>
              <p className="voice">“{each.text}”</p>
              <p className="small">{shortDay(new Date(each.at))}</p>
            </li>
          ))}
        </ol>
        {goals.length > 0 && (
          <section className="col">
            <h2>{t('foundOut.goals')}</h2>
            <ul>
              {goals.map((goal) => (
                <li key={goal.goalId}>{goal.text}</li>
              ))}
            </ul>
          </section>
        )}
        <section className="col">
          <h2>{t('foundOut.signs')}</h2>
          <p className="blank-line" />
          <p className="blank-line" />
          <h2>{t('foundOut.then')}</h2>
          <p className="blank-line" />
          <p className="blank-line" />
        </section>
        {help && help.contacts.length > 0 && (
          <footer className="small">
            <strong>{t('print.help')}</strong>
            <ul className="plain">
              {help.contacts.map((contact) => (
                <li key={contact.label}>{[contact.label, contact.phone, contact.hours].filter(Boolean).join(' · ')}</li>
              ))}
            </ul>
            {help.emergency && <p>{help.emergency}</p>}
          </footer>
        )}
      </article>
    </div>
  );
}
