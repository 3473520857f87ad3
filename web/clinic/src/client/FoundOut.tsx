import { Link } from 'react-router';
import { Card } from '@shared/ui';
import { useWords } from '@shared/words';
import { useLearnings } from '../app/queries';
import { ErrorNotice, shortDay } from '../app/ui';
import type { Client } from '../app/types';

/** The last few; the page has all of them. */
const few = 3;

/** What the client found out, over all reviews of the treatment: what a plan for staying well is made of. */
export function FoundOut({ client }: { client: Client }) {
  const t = useWords();
  const learnings = useLearnings(client.clientId);
  const newest = [...(learnings.data ?? [])].reverse();
  return (
    <Card aria-labelledby="found-out">
      <h2 id="found-out">{t('foundOut.title', { name: client.callName })}</h2>
      <ErrorNotice error={learnings.error} again={() => void learnings.refetch()} />
      {learnings.data && newest.length === 0 && <p className="muted gap-top">{t('foundOut.none')}</p>}
      <ul className="plain lines">
        {newest.slice(0, few).map((each) => (
          <li key={each.at + each.assignmentId}>
            <p className="voice">“{each.text}”</p>
            <p className="small">
              {shortDay(new Date(each.at))} · {each.name}
            </p>
          </li>
        ))}
      </ul>
      {newest.length > 0 && (
        <p className="small">
          <Link to={`/clients/${client.clientId}/found-out`}>{t('foundOut.all', { count: newest.length })}</Link>
        </p>
      )}
    </Card>
  );
}
