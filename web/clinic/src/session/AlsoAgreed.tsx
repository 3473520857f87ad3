import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { Button, Chip, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { paths, refreshClient } from '../app/queries';
import { ErrorNotice } from '../app/ui';
import type { Assignment } from '../app/types';
import { NextTimes } from './NextTimes';
import { useSessionTools } from './tools';

type Event = 'pause' | 'resume' | 'decline';

const events: Partial<Record<Assignment['state'], Event>> = {
  active: 'pause',
  paused: 'resume',
  proposed: 'decline',
  designed: 'decline',
  planned: 'decline',
};

/** Everything agreed or in the making that nothing has to be looked at for; it can be looked at anyway. */
export function AlsoAgreed({ assignments, onLookAt }: { assignments: readonly Assignment[]; onLookAt: (id: string) => void }) {
  return (
    <ul className="plain lines sheet">
      {assignments.map((assignment) => (
        <Line key={assignment.assignmentId} assignment={assignment} onLookAt={onLookAt} />
      ))}
    </ul>
  );
}

function Line({ assignment, onLookAt }: { assignment: Assignment; onLookAt: (id: string) => void }) {
  const t = useWords();
  const { clientId } = useSessionTools();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const event = events[assignment.state];
  const send = useMutation({
    mutationFn: (name: Event) =>
      api.post<Assignment>(`${paths.assignment(clientId, assignment.assignmentId)}/${name}`, {
        version: assignment.version,
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      }),
    onSettled: () => refreshClient(clientId),
    onSuccess: () => setAsking(false),
  });
  return (
    <li className="col">
      <div className="row apart wrap">
        <span>
          <strong>{assignment.name}</strong>
          {assignment.agreements[0] && <span className="block small">{assignment.agreements[0].plan.what}</span>}
        </span>
        <span className="row wrap">
          <Chip tone={assignment.state === 'active' ? 'go' : 'plain'}>{t(`state.${assignment.state}`)}</Chip>
          {assignment.state === 'active' && (
            <Button kind="quiet" className="small-button" onClick={() => onLookAt(assignment.assignmentId)}>
              {t('also.lookAt')}
            </Button>
          )}
          {event && (
            <Button
              kind="quiet"
              className="small-button"
              aria-expanded={event === 'resume' ? undefined : asking}
              onClick={() => (event === 'resume' ? send.mutate(event) : setAsking(!asking))}
            >
              {t(`also.${event}`)}
            </Button>
          )}
        </span>
      </div>
      {assignment.state === 'active' && <NextTimes assignment={assignment} />}
      {asking && event && (
        <div className="row wrap bottom">
          <div className="grow">
            <TextField label={t('also.reason')} maxLength={500} value={reason} onChange={setReason} autoFocus />
          </div>
          <Button onClick={() => send.mutate(event)} disabled={send.isPending}>
            {t(`also.${event}`)}
          </Button>
        </div>
      )}
      <ErrorNotice error={send.error} />
    </li>
  );
}
