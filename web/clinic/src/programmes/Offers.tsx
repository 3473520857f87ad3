import { useState } from 'react';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@shared/api';
import { newId } from '@shared/id';
import { wallDate } from '@shared/time/local';
import { Button, Card, Chip } from '@shared/ui';
import { useWords } from '@shared/words';
import { paths, refreshClient } from '../app/queries';
import { ErrorNotice, shortDay } from '../app/ui';
import type { Assignment, ProgrammeRun } from '../app/types';
import { useSessionTools } from '../session/tools';
import { offersOf, type Offer } from './steps';

/** As many days ahead as one looks over in a session. */
const fewAhead = 4;

/** What programmes offer as the next design. Nothing of it is agreed before the two in the room agree. */
export function Offers({ shared, onTaken }: { shared: boolean; onTaken: (assignment: Assignment, beginsOn: string) => void }) {
  const t = useWords();
  const { screen } = useSessionTools();
  const { now, ahead } = offersOf(screen.programmes);
  if (shared || now.length + ahead.length === 0) return null;
  return (
    <Card aria-labelledby="offers" className="tight">
      <h2 id="offers">{t('programme.offers')}</h2>
      {now.length > 0 && (
        <ul className="plain lines">
          {now.map((offer) => (
            <Line key={offer.run.runId + offer.step.stepId} offer={offer} onTaken={onTaken} />
          ))}
        </ul>
      )}
      {ahead.length > 0 && (
        <details>
          <summary>{t('programme.ahead')}</summary>
          <p className="small">{t('programme.aheadHelp')}</p>
          <ul className="plain lines">
            {ahead.slice(0, fewAhead).map((offer) => (
              <Line key={offer.run.runId + offer.step.stepId} offer={offer} onTaken={onTaken} />
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function Line({ offer, onTaken }: { offer: Offer; onTaken: (assignment: Assignment, beginsOn: string) => void }) {
  const t = useWords();
  const { screen, clientId, today } = useSessionTools();
  const { run, step } = offer;
  const [assignmentId] = useState(newId);
  const take = useMutation({
    mutationFn: async () => {
      const session = screen.session?.state === 'open' ? { sessionId: screen.session.sessionId } : {};
      await api.post<ProgrammeRun>(`${paths.run(clientId, run.runId)}/steps/${step.stepId}/take-up`, { version: run.version, assignmentId, ...session });
      return api.get<Assignment>(paths.assignment(clientId, assignmentId));
    },
    onSettled: () => refreshClient(clientId),
    onSuccess: (assignment) => onTaken(assignment, step.dueOn && step.dueOn > today ? step.dueOn : ''),
  });
  const ahead = step.state === 'waiting';
  const otherStage = step.stage !== screen.treatment.stage;
  return (
    <li className="col">
      <p className="small">
        {t('programme.origin', { name: run.name, number: step.number ?? 0, of: run.of })}
        {ahead && step.dueOn ? ` · ${t('programme.from', { day: shortDay(wallDate(step.dueOn)) })}` : ''}
      </p>
      <div className="row apart wrap top">
        <span className="grow">
          <strong>{step.name}</strong>
          {step.variantName && <span className="small"> · {step.variantName}</span>}
          <span className="block small">{step.note}</span>
          {otherStage && (
            <span className="block small">
              <Chip tone="info">{t('programme.otherStage', { stage: t(`stage.${step.stage}`), now: t(`stage.${screen.treatment.stage}`) })}</Chip>{' '}
              <Link to={`/clients/${clientId}`}>{t('programme.changeStage')}</Link>
            </span>
          )}
        </span>
        <Button className="small-button" kind={ahead ? 'plain' : 'main'} onClick={() => take.mutate()} disabled={take.isPending}>
          {ahead ? t('programme.takeAhead') : t('programme.take')}
        </Button>
      </div>
      <p className="small">
        <Link to={`/clients/${clientId}/programmes/${run.runId}`}>{t('programme.lookOrSkip')}</Link>
      </p>
      <ErrorNotice error={take.error} />
    </li>
  );
}
