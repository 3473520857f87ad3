import { Link } from 'react-router';
import { Card, Chip, type Tone } from '@shared/ui';
import { useWords } from '@shared/words';
import { shortDay } from '../app/ui';
import type { AssignmentState, AssignmentSummary, ClientRecord } from '../app/types';

const tones: Record<AssignmentState, Tone> = {
  proposed: 'plain',
  designed: 'plain',
  planned: 'info',
  active: 'go',
  reported: 'info',
  reviewed: 'plain',
  paused: 'plain',
  declined: 'plain',
  superseded: 'plain',
  retired: 'plain',
};
const over: AssignmentState[] = ['declined', 'superseded', 'retired'];

export function AssignmentList({ record }: { record: ClientRecord }) {
  const t = useWords();
  const newestFirst = [...record.assignments].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  const going = newestFirst.filter((each) => !over.includes(each.state));
  const past = newestFirst.filter((each) => over.includes(each.state));
  return (
    <Card aria-labelledby="assignments">
      <h2 id="assignments">{t('assignments.title')}</h2>
      {going.length === 0 ? (
        <p className="muted gap-top">
          {t('assignments.empty')} <Link to={`/clients/${record.client.clientId}/session`}>{t('assignments.emptyLink')}</Link>
        </p>
      ) : (
        <ul className="plain lines">
          {going.map((each) => (
            <Line key={each.assignmentId} clientId={record.client.clientId} assignment={each} />
          ))}
        </ul>
      )}
      {past.length > 0 && (
        <details className="gap-top">
          <summary>{t('assignments.past', { count: past.length })}</summary>
          <ul className="plain lines">
            {past.map((each) => (
              <Line key={each.assignmentId} clientId={record.client.clientId} assignment={each} />
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function Line({ clientId, assignment }: { clientId: string; assignment: AssignmentSummary }) {
  const t = useWords();
  return (
    <li id={assignment.assignmentId}>
      <div className="row apart wrap">
        <strong>{assignment.name}</strong>
        <Chip tone={tones[assignment.state]}>{t(`state.${assignment.state}`)}</Chip>
      </div>
      {assignment.what && <p>{assignment.what}</p>}
      {assignment.learning && (
        <p className="voice why">
          <span className="hidden-text">{t('assignments.learning')}</span>“{assignment.learning}”
        </p>
      )}
      <p className="small row wrap">
        <span>{t('assignments.since', { day: shortDay(new Date(assignment.createdAt)) })}</span>
        {assignment.what && <Link to={`/clients/${clientId}/assignments/${assignment.assignmentId}/print`}>{t('assignments.print')}</Link>}
        <Link to={`/clients/${clientId}/assignments/${assignment.assignmentId}/sheet`}>{t('blank.print')}</Link>
        <Link to={`/library/${assignment.activityId}`}>{t('assignments.activity')}</Link>
      </p>
    </li>
  );
}
