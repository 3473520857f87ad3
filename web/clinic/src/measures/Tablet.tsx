import { useMemo, useState, type FormEvent } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useMutation } from '@tanstack/react-query';
import { api } from '@shared/api';
import { newId } from '@shared/id';
import { Button, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { readWorksheet, WorksheetForm, type Answers, type Questionnaire } from '@shared/worksheet';
import { refreshClient } from '../app/queries';
import { ErrorNotice, PageTitle, Waiting } from '../app/ui';
import { measurePaths, useClientMeasures, type OpenMeasure } from './data';
import { submissionOf } from './fill';
import { forget, handOver, takeBack, type Handed } from './lock';

/** Before handing over: a code that opens the tablet again. */
export function Component() {
  const t = useWords();
  const { clientId = '', planId = '' } = useParams();
  const [code, setCode] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void handOver(clientId, planId, code);
  };
  return (
    <form className="col loose narrow" onSubmit={submit}>
      <PageTitle>{t('tablet.title')}</PageTitle>
      <p>{t('tablet.text')}</p>
      <TextField label={t('tablet.code')} help={t('tablet.codeHelp')} inputMode="numeric" autoComplete="off" pattern="[0-9]{4}" maxLength={4} required value={code} onChange={setCode} autoFocus />
      <div>
        <Button kind="main" type="submit">
          {t('tablet.lock')}
        </Button>
      </div>
    </form>
  );
}

/** The tablet in the client's hands: this measure and nothing else. */
export function HandedTablet({ handed }: { handed: Handed }) {
  const measures = useClientMeasures(handed.clientId);
  const [sent, setSent] = useState(false);
  const open = measures.data?.toAnswer.find((each) => each.planId === handed.planId);
  return (
    <main className="content tablet col loose" id="content">
      {measures.isPending && <Waiting />}
      <ErrorNotice error={measures.error} again={() => void measures.refetch()} />
      {sent || (measures.data && !open) ? <Done /> : open && <Filling handed={handed} measure={open} onSent={() => setSent(true)} />}
      <GiveBack handed={handed} />
    </main>
  );
}

function Filling({ handed, measure, onSent }: { handed: Handed; measure: OpenMeasure; onSent: () => void }) {
  const t = useWords();
  const [answers, setAnswers] = useState<Answers>({});
  const [submissionId] = useState(newId());
  const { fields } = useMemo(() => readWorksheet(measure.questionnaire as unknown as Questionnaire), [measure.questionnaire]);
  const save = useMutation({
    mutationFn: () => api.put(measurePaths.submission(handed.clientId, submissionId), submissionOf(measure, fields, answers, { mode: 'tablet', now: new Date() })),
    onSuccess: onSent,
  });
  return (
    <>
      <PageTitle>{measure.title}</PageTitle>
      <p className="small">{t('tablet.forClient')}</p>
      <WorksheetForm fields={fields} answers={answers} onChange={setAnswers} />
      <ErrorNotice error={save.error} kept />
      <div>
        <Button kind="main" disabled={save.isPending} onClick={() => save.mutate()}>
          {t('tablet.send')}
        </Button>
      </div>
      {measure.copyright && <p className="small muted">{measure.copyright}</p>}
    </>
  );
}

function Done() {
  const t = useWords();
  return (
    <>
      <PageTitle>{t('tablet.thanks')}</PageTitle>
      <p>{t('tablet.giveBack')}</p>
    </>
  );
}

function GiveBack({ handed }: { handed: Handed }) {
  const t = useWords();
  const navigate = useNavigate();
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const right = await takeBack(code);
    setWrong(!right);
    if (!right) return;
    await refreshClient(handed.clientId);
    void navigate(`/clients/${handed.clientId}/progress`);
  };
  const signOut = async () => {
    await api.post('/api/v1/sign-out').catch(() => undefined);
    forget();
    location.assign(import.meta.env.BASE_URL);
  };
  return (
    <details className="give-back">
      <summary>{t('tablet.forTherapist')}</summary>
      <form className="col gap-top narrow" onSubmit={(event) => void submit(event)}>
        <TextField label={t('tablet.code')} inputMode="numeric" type="password" autoComplete="off" value={code} onChange={setCode} error={wrong ? t('tablet.wrong') : undefined} />
        <div className="row wrap">
          <Button type="submit">{t('tablet.unlock')}</Button>
          <Button kind="quiet" onClick={() => void signOut()}>
            {t('tablet.forgot')}
          </Button>
        </div>
      </form>
    </details>
  );
}
