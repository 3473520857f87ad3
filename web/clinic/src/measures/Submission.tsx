import { useMemo, useState, type FormEvent } from 'react';
import { hoursLate, plain } from '@shared/progress';
import { wallDate } from '@shared/time/local';
import { Button, TextField } from '@shared/ui';
import { useWords } from '@shared/words';
import { WorksheetAnswers, WorksheetForm, fromItems, readWorksheet, type Field, type Questionnaire, type ResponseItem } from '@shared/worksheet';
import { ErrorNotice, Waiting, shortMoment } from '../app/ui';
import { FormFoot } from '../client/Goals';
import { useSave } from '../client/useSave';
import { measurePaths, useSubmission, type MeasureSubmission, type MeasureSubmissionInput } from './data';
import { submissionOf } from './fill';

/** The source of a point: what was answered, when, how, and what came of it; what was typed in can be put right. */
export function Submission({ clientId, submissionId }: { clientId: string; submissionId: string }) {
  const t = useWords();
  const found = useSubmission(clientId, submissionId);
  const [correcting, setCorrecting] = useState(false);
  const submission = found.data;
  const fields = useMemo(() => readWorksheet((submission?.questionnaire ?? {}) as unknown as Questionnaire).fields, [submission]);
  if (found.isPending) return <Waiting />;
  if (!submission) return <ErrorNotice error={found.error} again={() => void found.refetch()} />;
  if (correcting) return <Correct clientId={clientId} submission={submission} fields={fields} onClose={() => setCorrecting(false)} />;
  const earlier = submission.earlier ?? [];
  return (
    <div className="col">
      <Version submission={submission} fields={fields} />
      {submission.mode !== 'phone' && (
        <div>
          <Button className="small-button" onClick={() => setCorrecting(true)}>
            {t('measures.correct')}
          </Button>
        </div>
      )}
      {earlier.length > 0 && (
        <details>
          <summary>{t('measures.earlier', { count: earlier.length })}</summary>
          <div className="col loose gap-top">
            {earlier.map((each) => (
              <Version key={each.revision} submission={each} fields={fields} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

/** One revision as it came in. */
function Version({ submission, fields }: { submission: MeasureSubmission; fields: readonly Field[] }) {
  const t = useWords();
  const answered = new Date(Date.parse(`${submission.answeredAt}Z`) - submission.offsetMinutes * 60_000);
  const late = hoursLate({ answeredAt: answered.toISOString(), receivedAt: submission.receivedAt }) > 0;
  const textOf = (linkId: string) => fields.find((field) => field.linkId === linkId)?.text ?? linkId;
  return (
    <div className="col">
      <p className="small">
        {[
          t('measures.answeredAt', { when: shortMoment(wallDate(submission.answeredAt)) }),
          late || submission.mode === 'paper' ? t('measures.receivedAt', { when: shortMoment(new Date(submission.receivedAt)) }) : '',
          submission.correctedAt ? t('measures.correctedAt', { when: shortMoment(new Date(submission.correctedAt)) }) : '',
          t(`measures.mode.${submission.mode}`),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <ul className="plain">
        {submission.scores.map((score) => (
          <li key={score.scale}>
            <strong>{score.value === undefined ? t(`progress.absent.${score.absent ?? 'nothing-answered'}`) : plain(score.value)}</strong> {submission.scores.length > 1 && score.scale} {score.band}{' '}
            {score.prorated && <span className="small">{t('progress.prorated', { missing: score.missing })}</span>}
          </li>
        ))}
      </ul>
      {(submission.lookAt ?? []).length > 0 && (
        <p>
          <strong>{t('measures.lookAt')}</strong> {submission.lookAt?.map((item) => `“${textOf(item)}”`).join(', ')}
        </p>
      )}
      {(submission.unanswered ?? []).length > 0 && (
        <p>
          <strong>{t('measures.askAbout')}</strong> {submission.unanswered?.map((item) => `“${textOf(item)}”`).join(', ')}
        </p>
      )}
      <WorksheetAnswers fields={fields} answers={fromItems(fields, submission.answers as unknown as ResponseItem[])} />
    </div>
  );
}

/** Puts right what was typed in, or the date on a paper form; what stood there before is kept. */
function Correct({ clientId, submission, fields, onClose }: { clientId: string; submission: MeasureSubmission; fields: readonly Field[]; onClose: () => void }) {
  const t = useWords();
  const [at, setAt] = useState(submission.answeredAt.slice(0, 16));
  const [answers, setAnswers] = useState(() => fromItems(fields, submission.answers as unknown as ResponseItem[]));
  const save = useSave<MeasureSubmissionInput>(
    clientId,
    () => measurePaths.submission(clientId, submission.submissionId),
    (input) => input,
    onClose,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const filledIn = submissionOf(submission, fields, answers, { mode: 'paper', at });
    // Only the date of a paper form can have been typed in wrong.
    const { answeredAt, zone, offsetMinutes } = submission;
    const time = submission.mode === 'paper' ? {} : { mode: submission.mode, answeredAt, zone, offsetMinutes };
    save.mutate({ ...filledIn, ...time, revision: submission.revision + 1 });
  };
  return (
    <form className="col loose" onSubmit={submit}>
      <p className="small">{t('measures.correctHelp')}</p>
      {submission.mode === 'paper' && <TextField label={t('measures.paperDay')} type="datetime-local" required value={at} onChange={setAt} />}
      <WorksheetForm fields={fields} answers={answers} onChange={setAnswers} />
      <ErrorNotice error={save.error} kept />
      <FormFoot onClose={onClose} pending={save.isPending} />
    </form>
  );
}
