import { Link } from 'react-router';
import { Card, Chip, buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { useRuns } from '../app/queries';
import { ErrorNotice } from '../app/ui';
import type { ProgrammeRun } from '../app/types';
import { runTones } from './RunPage';

/** The client's programmes, each in two lines: what it is, and what it offers now. */
export function ProgrammeCard({ clientId }: { clientId: string }) {
  const t = useWords();
  const runs = useRuns(clientId);
  const going = (runs.data ?? []).filter((run) => run.state !== 'ended');
  const past = (runs.data ?? []).filter((run) => run.state === 'ended');
  return (
    <Card aria-labelledby="programmes">
      <div className="row apart wrap">
        <h2 id="programmes">{t('programme.title')}</h2>
        <Link className={`${buttonClass()} small-button`} to={`/clients/${clientId}/programmes/new`}>
          {t('programme.startTitle')}
        </Link>
      </div>
      <ErrorNotice error={runs.error} again={() => void runs.refetch()} />
      {runs.data && going.length === 0 && <p className="muted gap-top">{t('programme.none')}</p>}
      {going.length > 0 && <Lines clientId={clientId} runs={going} />}
      {past.length > 0 && (
        <details className="gap-top">
          <summary>{t('programme.past', { count: past.length })}</summary>
          <Lines clientId={clientId} runs={past} />
        </details>
      )}
    </Card>
  );
}

function Lines({ clientId, runs }: { clientId: string; runs: readonly ProgrammeRun[] }) {
  const t = useWords();
  return (
    <ul className="plain lines">
      {runs.map((run) => {
        const due = run.steps.find((step) => step.state === 'due');
        const begun = run.steps.filter((step) => step.state === 'begun');
        const line = due
          ? t('programme.nextUp', { number: due.number ?? 0, of: run.of, name: due.name })
          : begun.length > 0
            ? t('programme.goingOn', { number: begun.at(-1)?.number ?? 0, of: run.of, name: begun.at(-1)?.name ?? '' })
            : t('programme.nothingNow');
        return (
          <li key={run.runId}>
            <div className="row apart wrap">
              <Link to={`/clients/${clientId}/programmes/${run.runId}`}>
                <strong>{run.name}</strong>
              </Link>
              <Chip tone={runTones[run.state]}>{t(`programme.state.${run.state}`)}</Chip>
            </div>
            {run.state === 'running' && <p className="small">{line}</p>}
          </li>
        );
      })}
    </ul>
  );
}
