import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { wallDate } from '@shared/time/local';
import { hoursLate, Picture, plain, type Series, type Week } from '@shared/progress';
import { Card, Dialog } from '@shared/ui';
import { useWords } from '@shared/words';
import { WorksheetAnswers, fromItems, readWorksheet, type Questionnaire, type ResponseItem } from '@shared/worksheet';
import { useClient } from '../app/queries';
import { ErrorNotice, PageTitle, Waiting, shortMoment } from '../app/ui';
import { useProgress, useSubmission, type MeasureFigure, type MeasureSubmission } from './data';
import { FigureLine } from './Sources';

/** The picture of progress of one client. */
export function Component() {
  const t = useWords();
  const { clientId = '' } = useParams();
  const client = useClient(clientId).data?.client;
  const progress = useProgress(clientId);
  const [point, setPoint] = useState<{ id: string; name: string } | null>(null);
  const [week, setWeek] = useState<Week | null>(null);
  if (progress.isPending) return <Waiting />;
  if (!progress.data) return <ErrorNotice error={progress.error} again={() => void progress.refetch()} />;
  const empty = progress.data.series.length === 0 && progress.data.homework.length === 0;
  return (
    <div className="col loose">
      <p className="small">
        <Link to={`/clients/${clientId}`}>‹ {client?.name ?? t('measures.back')}</Link>
      </p>
      <div>
        <PageTitle title={t('measures.progress')}>{t('measures.progress')}</PageTitle>
        <p className="small prose">{t('measures.progressHelp')}</p>
      </div>
      {empty ? (
        <Card>
          <p>{t('measures.progressEmpty')}</p>
        </Card>
      ) : (
        <Picture
          progress={progress.data}
          now={new Date()}
          forClient={false}
          noun={client?.noun ?? t('measures.homework')}
          openPoint={(each, series) => setPoint({ id: each.submissionId, name: series.title })}
          openWeek={setWeek}
          below={(series) => (
            <>
              <RangeSeen series={series} clientId={clientId} openSubmission={(id) => setPoint({ id, name: t('measures.purpose.alliance') })} />
              <Rests series={series} />
            </>
          )}
        />
      )}
      <Dialog open={point !== null} onClose={() => setPoint(null)} title={point?.name ?? ''}>
        {point && <Submission clientId={clientId} submissionId={point.id} />}
      </Dialog>
      <Dialog open={week !== null} onClose={() => setWeek(null)} title={t('measures.weekOf', { day: week ? shortMoment(wallDate(week.from)).split(',')[0] : '' })}>
        <ul className="plain lines">
          {week?.records.map((record) => (
            <li key={record.entryId}>
              <p>
                <strong>{record.name}</strong>
              </p>
              <p className="small">
                {[shortMoment(wallDate(record.occurredAt)), t(`outcome.${record.outcome}`), record.quality !== undefined ? t('measures.quality', { value: record.quality }) : ''].filter(Boolean).join(' · ')}
              </p>
            </li>
          ))}
        </ul>
        <p>
          <Link to={`/clients/${clientId}/session`}>{t('measures.toSession')}</Link>
        </p>
      </Dialog>
    </div>
  );
}

/** The range seen here in words, and where support begins when a score lies outside of it. It orders nothing. */
function RangeSeen({ series, clientId, openSubmission }: { series: Series; clientId: string; openSubmission: (submissionId: string) => void }) {
  const t = useWords();
  const range = series.rangeSeenHere;
  if (!range) return null;
  return (
    <div className="col">
      <p className="small">{t('measures.rangeSeen', { n: range.clients })}</p>
      {range.outside && (
        <details>
          <summary>{t('measures.outside')}</summary>
          <p className="small gap-top">{t('measures.supportHelp')}</p>
          <ul className="plain lines">
            {(range.support ?? []).map((each, index) => (
              <li key={index}>
                {t(`measures.support.${each.kind}`, { name: each.name ?? '', value: each.value ?? '–' })} {each.text && <span className="voice">“{each.text}”</span>}{' '}
                {each.submissionId ? (
                  <button type="button" className="link-button" onClick={() => openSubmission(each.submissionId ?? '')}>
                    {t('measures.openIt')}
                  </button>
                ) : (
                  <Link to={`/clients/${clientId}/session`}>{each.at ? shortMoment(wallDate(each.at)) : t('measures.openIt')}</Link>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** What the change of one measure rests on. */
function Rests({ series }: { series: Series }) {
  const t = useWords();
  const change = series.change;
  if (!change) return null;
  const figures: MeasureFigure[] = [
    ...(change.reliableChange ? [{ ...change.reliableChange, kind: 'reliable-change' as const, ...basis() }] : []),
    ...(change.cutoff ? [{ ...change.cutoff, kind: 'cut-off' as const }] : []),
    ...(change.smallestDifference ? [{ ...change.smallestDifference, kind: 'smallest-difference' as const }] : []),
    ...(change.alternatives ?? []).map((each) => ({ ...each, kind: 'reliable-change-elsewhere' as const })),
  ];
  if (figures.length === 0) return null;
  return (
    <details>
      <summary>{t('measures.restsOn')}</summary>
      <ul className="plain lines small">
        {figures.map((figure, index) => (
          <li key={index}>
            <FigureLine figure={figure} />
          </li>
        ))}
        {change.noticeable !== undefined && <li>{t(change.noticeable ? 'measures.noticeable' : 'measures.notNoticeable')}</li>}
      </ul>
    </details>
  );

  function basis() {
    return {
      ...(change?.deviation !== undefined ? { deviation: change.deviation } : {}),
      ...(change?.reliability !== undefined ? { reliability: change.reliability } : {}),
    };
  }
}

/** The source of a point: what was answered, when, how, and what came of it. */
function Submission({ clientId, submissionId }: { clientId: string; submissionId: string }) {
  const found = useSubmission(clientId, submissionId);
  if (found.isPending) return <Waiting />;
  if (!found.data) return <ErrorNotice error={found.error} again={() => void found.refetch()} />;
  return <SubmissionView submission={found.data} />;
}

export function SubmissionView({ submission }: { submission: MeasureSubmission }) {
  const t = useWords();
  const { fields } = readWorksheet((submission.questionnaire ?? {}) as unknown as Questionnaire);
  const answered = new Date(Date.parse(`${submission.answeredAt}Z`) - submission.offsetMinutes * 60_000);
  const late = hoursLate({ answeredAt: answered.toISOString(), receivedAt: submission.receivedAt }) > 0;
  const textOf = (linkId: string) => fields.find((field) => field.linkId === linkId)?.text ?? linkId;
  return (
    <div className="col">
      <p className="small">
        {[
          t('measures.answeredAt', { when: shortMoment(wallDate(submission.answeredAt)) }),
          late || submission.mode === 'paper' ? t('measures.receivedAt', { when: shortMoment(new Date(submission.receivedAt)) }) : '',
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
