import { useMemo, useState, type FormEvent } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { newId } from '@shared/id';
import { localTime, today } from '@shared/time/local';
import { Button, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { readWorksheet, WorksheetForm, type Answers, type Questionnaire } from '@shared/worksheet';
import { ErrorNotice, PageTitle, Waiting } from '../app/ui';
import { useSave } from '../client/useSave';
import { measurePaths, useClientMeasures, type MeasureSubmissionInput, type OpenMeasure } from './data';
import { submissionOf } from './fill';

/** A measure that was filled in on paper, typed in with the day that stands on the sheet. */
export function Component() {
  const t = useWords();
  const { clientId = '', planId = '' } = useParams();
  const measures = useClientMeasures(clientId);
  const open = measures.data?.toAnswer.find((each) => each.planId === planId);
  if (measures.isPending) return <Waiting />;
  return (
    <div className="col loose narrow">
      <p className="small">
        <Link to={`/clients/${clientId}`}>‹ {t('measures.back')}</Link>
      </p>
      <ErrorNotice error={measures.error} again={() => void measures.refetch()} />
      {measures.data && !open && <p>{t('measures.notOpen')}</p>}
      {open && <PaperForm clientId={clientId} measure={open} />}
    </div>
  );
}

function PaperForm({ clientId, measure }: { clientId: string; measure: OpenMeasure }) {
  const t = useWords();
  const navigate = useNavigate();
  const [submissionId] = useState(newId());
  const [day, setDay] = useState(today());
  const [time, setTime] = useState(localTime(new Date()).local.slice(11, 16));
  const [answers, setAnswers] = useState<Answers>({});
  const { fields } = useMemo(() => readWorksheet(measure.questionnaire as unknown as Questionnaire), [measure.questionnaire]);
  const save = useSave<MeasureSubmissionInput>(
    clientId,
    () => measurePaths.submission(clientId, submissionId),
    (input) => input,
    () => void navigate(`/clients/${clientId}/progress`),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(submissionOf(measure, fields, answers, { mode: 'paper', at: `${day}T${time}` }));
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <div>
        <PageTitle>{measure.title}</PageTitle>
        <p className="small">{t('measures.paperHelp')}</p>
      </div>
      <div className="row wrap">
        <TextField label={t('measures.paperDay')} type="date" required max={today()} value={day} onChange={setDay} />
        <TextField label={t('measures.paperTime')} type="time" required value={time} onChange={setTime} />
      </div>
      <WorksheetForm fields={fields} answers={answers} onChange={setAnswers} />
      <ErrorNotice error={save.error} kept />
      <div>
        <Button kind="main" type="submit" disabled={save.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
