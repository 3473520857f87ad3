import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api, ApiError, errorWords } from '@shared/api';
import { announce, Button, buttonClass, Notice, TextArea } from '@shared/ui';
import { paths, queries, refresh, useAssignments } from '../data/queries';
import { useMyWords } from '../data/session';
import { Flow } from '../parts/Flow';
import { PlanSheet, planTitle } from '../parts/PlanSheet';
import { Gone } from './Record';

/** A plan that waits for the client's own yes; "talk about it first" is just as easy. */
export function Agree() {
  const t = useMyWords();
  const { assignmentId = '' } = useParams();
  const assignments = useAssignments();
  const assignment = assignments.data?.assignments.find((each) => each.assignmentId === assignmentId);
  const [phase, setPhase] = useState<'read' | 'talk' | 'busy' | 'agreed' | 'talked'>('read');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  if (phase === 'agreed' || phase === 'talked') {
    return (
      <Flow title={t(phase === 'agreed' ? 'agree.done' : 'agree.talked')}>
        <Link className={buttonClass('main', true)} to="/">
          {t('app.backToday')}
        </Link>
      </Flow>
    );
  }
  if (!assignment) return assignments.isLoading ? null : <Gone />;

  const answer = async (path: 'accept' | 'decline', body: unknown, done: 'agreed' | 'talked') => {
    const before = phase;
    setPhase('busy');
    setProblem(null);
    try {
      await api.post(`${paths.assignments}/${assignmentId}/${path}`, body);
      refresh();
      announce(t(done === 'agreed' ? 'agree.done' : 'agree.talked'));
      setPhase(done);
    } catch (error) {
      setPhase(before);
      if (error instanceof ApiError && error.status === 409) {
        await queries.invalidateQueries({ queryKey: [paths.assignments] });
        setProblem(t('agree.changed'));
      } else {
        setProblem(t(error instanceof ApiError && error.offline ? 'agree.offline' : errorWords(error)));
      }
    }
  };
  const version = assignment.agreement?.version;
  const talking = phase === 'talk';
  return (
    <Flow
      title={t('agree.title')}
      intro={<p className="small">{t('agree.intro')}</p>}
      footer={
        talking ? (
          <>
            <Button className="grow" onClick={() => setPhase('read')}>
              {t('flow.back')}
            </Button>
            <Button
              kind="main"
              className="grow-2"
              onClick={() => void answer('decline', reason.trim() ? { reason: reason.trim() } : {}, 'talked')}
            >
              {t('agree.talkSend')}
            </Button>
          </>
        ) : (
          <>
            <Button className="grow" disabled={phase === 'busy'} onClick={() => setPhase('talk')}>
              {t('agree.talk')}
            </Button>
            <Button
              kind="main"
              className="grow"
              disabled={phase === 'busy' || version === undefined}
              onClick={() => void answer('accept', { agreementVersion: version }, 'agreed')}
            >
              {t('agree.yes')}
            </Button>
          </>
        )
      }
    >
      <div className="card col">
        <div>
          {planTitle(assignment) !== assignment.name && <small>{assignment.name}</small>}
          <h2>{planTitle(assignment)}</h2>
        </div>
        <PlanSheet assignment={assignment} />
      </div>
      {talking && (
        <TextArea label={t('agree.talkHelp')} maxLength={500} value={reason} onChange={setReason} />
      )}
      {problem && (
        <Notice tone="need" live>
          {problem}
        </Notice>
      )}
    </Flow>
  );
}
