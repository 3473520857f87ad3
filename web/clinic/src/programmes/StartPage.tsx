import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { newId } from '@shared/id';
import { localTime } from '@shared/time/local';
import { Button, Card, Chip, TextField, announce } from '@shared/ui';
import { useWords } from '@shared/words';
import { paths, refreshClient, useActivities, useClient, useProgramme, useProgrammes, useRuns, useTerms } from '../app/queries';
import { ErrorNotice, PageTitle, Waiting } from '../app/ui';
import type { ClientRecord, Programme, ProgrammeRun, ProgrammeSummary, Treatment } from '../app/types';
import { nameOf } from '../library/filter';
import { StepList } from './StepList';
import { linesOf, wishesOf } from './steps';

/** Choosing a programme for a client, and looking at what it will offer before it begins. */
export function Component() {
  const { clientId = '' } = useParams();
  const record = useClient(clientId);
  const [chosen, setChosen] = useState('');
  const programme = useProgramme(chosen);
  if (record.isPending) return <Waiting />;
  if (!record.data) return <ErrorNotice error={record.error} again={() => void record.refetch()} />;
  if (!chosen) return <Choose record={record.data} onChoose={setChosen} />;
  if (!programme.data) return programme.isPending ? <Waiting /> : <ErrorNotice error={programme.error} again={() => void programme.refetch()} />;
  return <Preview key={chosen} record={record.data} programme={programme.data} onBack={() => setChosen('')} />;
}

/** Fitting programmes first: by way of working, then by who takes part. */
export function byFit(programmes: readonly ProgrammeSummary[], treatment: Pick<Treatment, 'paradigms' | 'format'> | undefined): ProgrammeSummary[] {
  const score = (each: ProgrammeSummary) =>
    (treatment?.paradigms.includes(each.paradigms[0] ?? '') ? 2 : treatment?.paradigms.some((code) => each.paradigms.includes(code)) ? 1 : 0) + (treatment && each.formats.includes(treatment.format) ? 3 : 0);
  return [...programmes].sort((a, b) => score(b) - score(a) || a.name.localeCompare(b.name));
}

function Choose({ record, onChoose }: { record: ClientRecord; onChoose: (programmeId: string) => void }) {
  const t = useWords();
  const terms = useTerms().data;
  const { clientId } = record.client;
  const programmes = useProgrammes();
  const runs = useRuns(clientId).data ?? [];
  const treatment = record.treatments[0];
  return (
    <div className="col loose">
      <p className="small">
        <Link to={`/clients/${clientId}`}>‹ {record.client.name}</Link>
      </p>
      <div>
        <PageTitle>{t('programme.startTitle')}</PageTitle>
        <p className="prose">{t('programme.startIntro', { name: record.client.callName })}</p>
      </div>
      <ErrorNotice error={programmes.error} again={() => void programmes.refetch()} />
      {programmes.isPending && <Waiting />}
      <ul className="plain picker">
        {byFit(programmes.data ?? [], treatment).map((each) => {
          const going = runs.some((run) => run.programmeId === each.programmeId && run.state !== 'ended');
          return (
            <li key={each.programmeId} className="choice">
              <button type="button" className="choose" disabled={going} onClick={() => onChoose(each.programmeId)}>
                <strong>{each.name}</strong>
                <span className="small">{each.summary}</span>
              </button>
              <div className="row wrap choice-foot">
                {going && <Chip tone="info">{t('programme.runsAlready')}</Chip>}
                <Chip>{each.formats.map((code) => t(`format.${code}`)).join(', ')}</Chip>
                <span className="small">{t('programme.steps', { count: each.steps })}</span>
                <span className="small">{each.paradigms.map((code) => nameOf(terms, 'paradigms', code)).join(', ')}</span>
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Preview({ record, programme, onBack }: { record: ClientRecord; programme: Programme; onBack: () => void }) {
  const t = useWords();
  const navigate = useNavigate();
  const { clientId, zone, callName } = record.client;
  const activities = useActivities().data ?? [];
  const named = (activityId: string) => activities.find((each) => each.activityId === activityId)?.name ?? activityId;
  const [runId] = useState(newId);
  const [lines, setLines] = useState(() => linesOf(programme, (id) => id));
  const today = localTime(new Date(), zone).local.slice(0, 10);
  const [startsOn, setStartsOn] = useState(today);
  const shown = lines.map((line) => ({ ...line, name: named(line.activityId) }));
  const start = useMutation({
    mutationFn: () =>
      api.put<ProgrammeRun>(paths.run(clientId, runId), {
        treatmentId: record.treatments[0]?.treatmentId,
        programmeId: programme.id,
        ...(startsOn ? { startsOn } : {}),
        steps: wishesOf(lines),
      }),
    onSuccess: async () => {
      await refreshClient(clientId);
      announce(t('programme.started', { name: programme.name }));
      void navigate(`/clients/${clientId}/programmes/${runId}`);
    },
  });
  return (
    <div className="col loose">
      <p className="small">
        <button type="button" className="link-button" onClick={onBack}>
          ‹ {t('programme.others')}
        </button>
      </p>
      <div className="col">
        <PageTitle>{programme.name}</PageTitle>
        <p className="prose">{programme.summary}</p>
        <div className="row wrap">
          {programme.reviewStatus === 'not-yet-reviewed' && <Chip tone="info">{t('library.notReviewed')}</Chip>}
          <Chip>{t('programme.steps', { count: lines.filter((line) => !line.leftOut).length })}</Chip>
          <Chip>{t('programme.sessions', { count: programme.sessions })}</Chip>
        </div>
      </div>
      <Card className="col">
        <p>
          <strong>{t('programme.notFor')}</strong> {programme.notFor}
        </p>
        <details>
          <summary>{t('library.evidence')}</summary>
          <p className="prose">{programme.evidence.statement}</p>
        </details>
        <p className="small">{t('programme.howItWorks', { name: callName })}</p>
      </Card>
      <Card className="col" aria-labelledby="steps">
        <h2 id="steps">{t('programme.stepsTitle')}</h2>
        <StepList lines={shown} onChange={setLines} />
      </Card>
      <ErrorNotice error={start.error} kept />
      <div className="row end wrap bottom">
        <TextField label={t('programme.beginsOn')} type="date" required value={startsOn} onChange={setStartsOn} />
        <Button kind="main" onClick={() => start.mutate()} disabled={start.isPending || lines.every((line) => line.leftOut)}>
          {t('programme.start')}
        </Button>
      </div>
    </div>
  );
}
