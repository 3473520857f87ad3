import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { wallDate } from '@shared/time/local';
import { Button, Card, Chip, Dialog, Notice, TextArea, type Tone } from '@shared/ui';
import { useWords } from '@shared/words';
import { paths, refreshClient, useClient, useRuns } from '../app/queries';
import { ErrorNotice, PageTitle, Waiting, shortDay } from '../app/ui';
import type { ProgrammeRun, ProgrammeRunStep } from '../app/types';
import { Asks, StepList, deliveryWords } from './StepList';
import { linesOfRun, wishesOf } from './steps';

export const runTones: Record<ProgrammeRun['state'], Tone> = { running: 'go', paused: 'info', ended: 'plain' };
const stepTones: Record<ProgrammeRunStep['state'], Tone> = { waiting: 'plain', due: 'info', begun: 'go', finished: 'plain', 'left-out': 'plain' };

/** One programme of one client: where each step stands, and what can be done about the whole. */
export function Component() {
  const { clientId = '', runId = '' } = useParams();
  const runs = useRuns(clientId);
  if (runs.isPending) return <Waiting />;
  const run = runs.data?.find((each) => each.runId === runId);
  if (!run) return <ErrorNotice error={runs.error ?? new Error('not found')} again={() => void runs.refetch()} />;
  return <RunPage clientId={clientId} run={run} />;
}

/** A write about the run; whatever happens, what is true now is read again. */
function useRunEvent(clientId: string, run: ProgrammeRun, onDone?: () => void) {
  return useMutation({
    mutationFn: ({ event, ...body }: { event: string; reason?: string }) => api.post<ProgrammeRun>(`${paths.run(clientId, run.runId)}/${event}`, { version: run.version, ...body }),
    onSettled: () => refreshClient(clientId),
    onSuccess: onDone,
  });
}

function RunPage({ clientId, run }: { clientId: string; run: ProgrammeRun }) {
  const t = useWords();
  const client = useClient(clientId).data?.client;
  const [adapting, setAdapting] = useState(false);
  const [asking, setAsking] = useState<'pause' | 'end' | null>(null);
  const send = useRunEvent(clientId, run);
  const ended = run.history.findLast((each) => each.event === 'end');
  const through = run.state !== 'ended' && run.steps.every((step) => step.state === 'finished' || step.state === 'left-out');
  return (
    <div className="col loose">
      <p className="small">
        <Link to={`/clients/${clientId}`}>‹ {client?.name ?? t('session.back')}</Link>
      </p>
      <div className="page-head">
        <div>
          <PageTitle>{run.name}</PageTitle>
          <p className="small">
            {t('programme.since', { day: shortDay(wallDate(run.startsOn)), version: run.programmeVersion })} <Chip tone={runTones[run.state]}>{t(`programme.state.${run.state}`)}</Chip>
          </p>
        </div>
        {run.state !== 'ended' && !adapting && (
          <div className="row wrap">
            <Button onClick={() => setAdapting(true)}>{t('programme.adapt')}</Button>
            {run.state === 'running' ? (
              <Button onClick={() => setAsking('pause')}>{t('programme.pause')}</Button>
            ) : (
              <Button kind="main" onClick={() => send.mutate({ event: 'resume' })} disabled={send.isPending}>
                {t('programme.resume')}
              </Button>
            )}
            <Button onClick={() => setAsking('end')}>{t('programme.end')}</Button>
          </div>
        )}
      </div>
      <ErrorNotice error={send.error} />
      {run.state === 'paused' && <Notice>{t('programme.restsNow')}</Notice>}
      {through && <Notice tone="go">{t('programme.through')}</Notice>}
      {ended?.reason && <Notice>{t('programme.endedBecause', { reason: ended.reason })}</Notice>}
      <Card className="col" aria-labelledby="steps">
        <h2 id="steps">{t('programme.stepsTitle')}</h2>
        {adapting ? (
          <Adapt clientId={clientId} run={run} onClose={() => setAdapting(false)} />
        ) : (
          <ol className="plain lines programme-steps">
            {run.steps.map((step) => (
              <Step key={step.stepId} clientId={clientId} run={run} step={step} />
            ))}
          </ol>
        )}
      </Card>
      <Dialog open={asking !== null} onClose={() => setAsking(null)} title={asking === 'end' ? t('programme.endTitle') : t('programme.pauseTitle')}>
        {asking && <Reason clientId={clientId} run={run} event={asking} onClose={() => setAsking(null)} />}
      </Dialog>
    </div>
  );
}

function Step({ clientId, run, step }: { clientId: string; run: ProgrammeRun; step: ProgrammeRunStep }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const send = useRunEvent(clientId, run);
  const when =
    step.state === 'finished' && step.finishedOn
      ? t('programme.finishedOn', { day: shortDay(wallDate(step.finishedOn)) })
      : step.state === 'waiting' && step.dueOn
        ? t('programme.from', { day: shortDay(wallDate(step.dueOn)) })
        : step.state === 'left-out'
          ? (step.reason ?? '')
          : deliveryWords(t, step.delivery, step.on);
  return (
    <li className={step.state === 'left-out' ? 'col left-out' : 'col'}>
      <div className="row apart wrap top">
        <div className="grow">
          <p>
            <span className="step-number">{step.number ?? '–'}</span> <strong className={step.state === 'left-out' ? 'struck' : undefined}>{step.name}</strong>
            {step.variantName && <span className="small"> · {step.variantName}</span>}
          </p>
          <p className="small">{[t(`stage.${step.stage}`), when].filter(Boolean).join(' · ')}</p>
          {step.state !== 'finished' && step.state !== 'left-out' && <p className="small">{step.note}</p>}
        </div>
        <Chip tone={stepTones[step.state]}>{t(`programme.stepState.${step.state}`)}</Chip>
      </div>
      {(step.state === 'due' || step.state === 'begun') && (
        <div className="row wrap">
          {step.state === 'due' && run.state === 'running' && <Link to={`/clients/${clientId}/session`}>{t('programme.toSession')}</Link>}
          {step.assignmentState && <span className="small">{t('programme.homework', { state: t(`state.${step.assignmentState}`) })}</span>}
          {step.state === 'begun' && run.state === 'running' && (
            <Button className="small-button" onClick={() => send.mutate({ event: `steps/${step.stepId}/finish` })} disabled={send.isPending}>
              {t('programme.finish')}
            </Button>
          )}
        </div>
      )}
      <ErrorNotice error={send.error} />
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t('programme.whatItAsks')}</summary>
        {open && <Asks activityId={step.activityId} variant={step.variant ?? ''} />}
      </details>
    </li>
  );
}

function Adapt({ clientId, run, onClose }: { clientId: string; run: ProgrammeRun; onClose: () => void }) {
  const t = useWords();
  const [lines, setLines] = useState(() => linesOfRun(run));
  const save = useMutation({
    mutationFn: () => api.put<ProgrammeRun>(`${paths.run(clientId, run.runId)}/steps`, { version: run.version, steps: wishesOf(lines) }),
    onSettled: () => refreshClient(clientId),
    onSuccess: onClose,
  });
  return (
    <div className="col loose">
      <p className="small">{t('programme.adaptHelp')}</p>
      <StepList lines={lines} onChange={setLines} />
      <ErrorNotice error={save.error} kept />
      <div className="row end wrap">
        <Button kind="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button kind="main" onClick={() => save.mutate()} disabled={save.isPending || lines.every((line) => line.leftOut)}>
          {t('save')}
        </Button>
      </div>
    </div>
  );
}

function Reason({ clientId, run, event, onClose }: { clientId: string; run: ProgrammeRun; event: 'pause' | 'end'; onClose: () => void }) {
  const t = useWords();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const send = useRunEvent(clientId, run, onClose);
  const words = reason.trim();
  return (
    <form
      className="col loose"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        setTried(true);
        if (words || event === 'pause') send.mutate({ event, ...(words ? { reason: words } : {}) });
      }}
    >
      <p className="prose">{t(`programme.${event}Text`)}</p>
      <TextArea label={t('programme.why')} maxLength={500} rows={2} value={reason} onChange={setReason} error={tried && event === 'end' && !words ? t('programme.whyMissing') : null} autoFocus />
      <ErrorNotice error={send.error} kept />
      <div className="row end wrap">
        <Button kind="quiet" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button kind="main" type="submit" disabled={send.isPending}>
          {t(`programme.${event}`)}
        </Button>
      </div>
    </form>
  );
}
