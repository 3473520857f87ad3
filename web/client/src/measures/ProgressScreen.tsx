import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@shared/api';
import { Dialog, Notice } from '@shared/ui';
import { dayWords, wallDate } from '@shared/time/local';
import { Picture, type Progress, type Week } from '@shared/progress';
import { currentLanguage } from '@shared/words';
import {
  fromItems,
  readWorksheet,
  WorksheetAnswers,
  type Questionnaire,
  type ResponseItem,
} from '@shared/worksheet';
import { useMyWords, useSession } from '../data/session';
import type { MeasureSubmission } from '../data/types';
import { Page } from '../parts/Page';

/** The client's own picture, in plain words. */
export function ProgressScreen() {
  const t = useMyWords();
  const { me } = useSession();
  const progress = useQuery({
    queryKey: ['progress'],
    queryFn: ({ signal }) => api.get<Progress>('/api/v1/me/progress', { signal }),
  });
  const [point, setPoint] = useState<string | null>(null);
  const [week, setWeek] = useState<Week | null>(null);
  const data = progress.data;
  const empty = data && data.series.length === 0 && data.homework.length === 0;
  return (
    <Page
      wide
      name={t('measure.progress')}
      title={t('measure.progress')}
      below={<p className="small">{t('measure.progressHelp')}</p>}
    >
      {progress.isError && <Notice tone="need">{t('measure.progressOffline')}</Notice>}
      {empty && <p>{t('measure.progressEmpty')}</p>}
      {data && !empty && (
        <Picture
          progress={data}
          now={new Date()}
          forClient
          noun={me.client?.noun ?? ''}
          openPoint={(each) => setPoint(each.submissionId)}
          openWeek={setWeek}
        />
      )}
      <Dialog open={point !== null} onClose={() => setPoint(null)} title={t('measure.whatYouSaid')}>
        {point && <Answers submissionId={point} />}
      </Dialog>
      <Dialog
        open={week !== null}
        onClose={() => setWeek(null)}
        title={t('measure.weekOf', { day: week ? dayWords(wallDate(week.from), currentLanguage()) : '' })}
      >
        <ul className="plain">
          {week?.records.map((record) => (
            <li key={record.entryId}>
              <Link className="item" to={`/journal/${record.entryId}`}>
                <span className="grow">
                  <span className="item-name">{record.name}</span>
                  <small>
                    {dayWords(wallDate(record.occurredAt), currentLanguage())} ·{' '}
                    {t(`outcomeShort.${record.outcome}`)}
                  </small>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </Dialog>
    </Page>
  );
}

function Answers({ submissionId }: { submissionId: string }) {
  const t = useMyWords();
  const path = `/api/v1/me/measure-submissions/${submissionId}`;
  const found = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => api.get<MeasureSubmission>(path, { signal }),
  });
  if (found.isError) return <p>{t('measure.progressOffline')}</p>;
  if (!found.data) return <p className="small">{t('app.loading')}</p>;
  const { fields } = readWorksheet((found.data.questionnaire ?? {}) as unknown as Questionnaire);
  return (
    <div className="col">
      <p className="small">{dayWords(wallDate(found.data.answeredAt), currentLanguage())}</p>
      <WorksheetAnswers
        fields={fields}
        answers={fromItems(fields, found.data.answers as unknown as ResponseItem[])}
      />
    </div>
  );
}
