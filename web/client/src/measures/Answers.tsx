import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@shared/api';
import { buttonClass, Notice } from '@shared/ui';
import { dayWords, wallDate } from '@shared/time/local';
import { currentLanguage } from '@shared/words';
import {
  fromItems,
  readWorksheet,
  WorksheetAnswers,
  type Answers as Given,
  type Field,
  type Questionnaire,
  type ResponseItem,
} from '@shared/worksheet';
import { useMyWords } from '../data/session';
import { useWaitingMeasures } from '../data/sync';
import type { MeasureSubmission } from '../data/types';

export const submissionPath = (submissionId: string) => `/api/v1/me/measure-submissions/${submissionId}`;

/** What was answered, as the server has it; and whether a change of it still lies on this phone. */
export function useSubmission(submissionId: string) {
  const path = submissionPath(submissionId);
  const found = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<MeasureSubmission>(path, { signal }),
  });
  const submission = found.data;
  const fields: readonly Field[] = useMemo(
    () => readWorksheet((submission?.questionnaire ?? {}) as unknown as Questionnaire).fields,
    [submission],
  );
  const given: Given = useMemo(
    () => fromItems(fields, (submission?.answers ?? []) as unknown as ResponseItem[]),
    [fields, submission],
  );
  const waits = useWaitingMeasures()?.some((each) => each.entryId === submissionId) ?? false;
  return { submission, fields, given, waits, failed: found.isError };
}

/** What was answered to one measure; it can be put right until the next session. */
export function Answers({ submissionId }: { submissionId: string }) {
  const t = useMyWords();
  const { submission, fields, given, waits, failed } = useSubmission(submissionId);
  if (failed) return <p>{t('measure.progressOffline')}</p>;
  if (!submission) return <p className="small">{t('app.loading')}</p>;
  const until = submission.correctableUntil;
  return (
    <div className="col">
      <p className="small">
        {dayWords(wallDate(submission.answeredAt), currentLanguage())}
        {submission.correctedAt && ` · ${t('measure.corrected')}`}
      </p>
      <WorksheetAnswers fields={fields} answers={given} />
      {waits && <Notice>{t('measure.onPhone')}</Notice>}
      {!waits && until && (
        <div className="col">
          <p className="small">
            {t('measure.correctHelp', { day: dayWords(new Date(until), currentLanguage()) })}
          </p>
          <div>
            <Link className={buttonClass()} to={`/answers/${submissionId}`}>
              {t('measure.correct')}
            </Link>
          </div>
        </div>
      )}
    </div>
  );
}
