import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { wallDate } from '@shared/time/local';
import { Button, Chip, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { paths, refreshClient } from '../app/queries';
import { ErrorNotice, shortDay, shortMoment } from '../app/ui';
import type { Assignment, Occurrence, OccurrenceChangeInput } from '../app/types';
import { useSessionTools } from './tools';

/** The next few times; each can be moved or left out without a new agreement. */
export function NextTimes({ assignment }: { assignment: Assignment }) {
  const t = useWords();
  const next = assignment.occurrences.filter((each) => each.state === 'open' || each.state === 'skipped').slice(0, 5);
  if (next.length === 0) return null;
  return (
    <details>
      <summary>{t('times.title')}</summary>
      <ul className="plain lines">
        {next.map((each) => (
          <Time key={each.occurrenceId} occurrence={each} />
        ))}
      </ul>
    </details>
  );
}

function Time({ occurrence }: { occurrence: Occurrence }) {
  const t = useWords();
  const { clientId, today } = useSessionTools();
  const [moving, setMoving] = useState(false);
  const [day, setDay] = useState('');
  const send = useMutation({
    mutationFn: (body: OccurrenceChangeInput) => api.post<Assignment>(`${paths.assignment(clientId, occurrence.assignmentId)}/occurrences/${occurrence.occurrenceId}`, body),
    onSuccess: () => setMoving(false),
    onSettled: () => refreshClient(clientId),
  });
  const skipped = occurrence.state === 'skipped';
  const changed = skipped || occurrence.movedFrom !== undefined;
  const when = occurrence.at ? shortMoment(wallDate(occurrence.at)) : shortDay(wallDate(occurrence.from));
  const small = (words: string, run: () => void) => (
    <Button kind="quiet" className="small-button" disabled={send.isPending} onClick={run} aria-label={`${words}: ${when}`}>
      {words}
    </Button>
  );
  return (
    <li className="col">
      <div className="row apart wrap">
        <span className="row wrap">
          {when}
          {skipped && <Chip>{t('times.skipped')}</Chip>}
          {occurrence.movedFrom && <Chip tone="info">{t('times.movedFrom', { day: shortDay(wallDate(occurrence.movedFrom)) })}</Chip>}
        </span>
        <span className="row wrap">
          {!skipped && isOneDay(occurrence) && small(t('times.move'), () => setMoving(!moving))}
          {!skipped && small(t('times.skip'), () => send.mutate({ change: 'skip' }))}
          {changed && small(t('times.restore'), () => send.mutate({ change: 'restore' }))}
        </span>
      </div>
      {moving && (
        <div className="row wrap bottom">
          <TextField label={t('times.day')} type="date" min={today} value={day} onChange={setDay} autoFocus />
          <Button disabled={!day || send.isPending} onClick={() => send.mutate({ change: 'move', to: day })}>
            {t('times.move')}
          </Button>
        </div>
      )}
      <ErrorNotice error={send.error} kept />
    </li>
  );
}

/** What can be done on any day of its time needs no move. */
function isOneDay({ from, to }: Occurrence): boolean {
  return wallDate(to).getTime() - wallDate(from).getTime() <= 25 * 3_600_000 && (to.endsWith('T00:00:00') || to.slice(0, 10) === from.slice(0, 10));
}
