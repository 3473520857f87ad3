import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@shared/api';
import { Dialog, Notice } from '@shared/ui';
import { dayWords, wallDate } from '@shared/time/local';
import { Picture, type Progress, type Week } from '@shared/progress';
import { currentLanguage } from '@shared/words';
import { useMyWords, useSession } from '../data/session';
import { Page } from '../parts/Page';
import { Answers } from './Answers';

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
