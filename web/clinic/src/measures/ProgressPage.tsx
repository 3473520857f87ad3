import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { wallDate } from '@shared/time/local';
import { Picture, type Series, type Week } from '@shared/progress';
import { Card, Dialog } from '@shared/ui';
import { useWords } from '@shared/words';
import { useClient } from '../app/queries';
import { ErrorNotice, PageTitle, Waiting, shortMoment } from '../app/ui';
import { useProgress, type MeasureFigure } from './data';
import { EntrySource, type EntryName } from './EntrySource';
import { FigureLine } from './Sources';
import { Submission } from './Submission';

/** The picture of progress of one client. */
export function Component() {
  const t = useWords();
  const { clientId = '' } = useParams();
  const client = useClient(clientId).data?.client;
  const progress = useProgress(clientId);
  const [point, setPoint] = useState<{ id: string; name: string } | null>(null);
  const [week, setWeek] = useState<Week | null>(null);
  const [entry, setEntry] = useState<(EntryName & { name: string }) | null>(null);
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
              <RangeSeen
                series={series}
                clientId={clientId}
                openSubmission={(id) => setPoint({ id, name: t('measures.purpose.alliance') })}
                openEntry={setEntry}
              />
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
              <button type="button" className="link-button" onClick={() => setEntry(record)}>
                {record.name}
              </button>
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
      <Dialog open={entry !== null} onClose={() => setEntry(null)} title={entry?.name ?? ''}>
        {entry && <EntrySource clientId={clientId} entry={entry} />}
      </Dialog>
    </div>
  );
}

type Support = NonNullable<NonNullable<Series['rangeSeenHere']>['support']>[number];

/** The range seen here in words, and where support begins when a score lies outside of it. It orders nothing. */
function RangeSeen({
  series,
  clientId,
  openSubmission,
  openEntry,
}: {
  series: Series;
  clientId: string;
  openSubmission: (submissionId: string) => void;
  openEntry: (entry: EntryName & { name: string }) => void;
}) {
  const t = useWords();
  const range = series.rangeSeenHere;
  if (!range) return null;
  const words = (each: Support) => t(`measures.support.${each.kind}`, { name: each.name ?? '', value: each.value ?? '–' });
  /** Each number opens what it rests on. */
  const source = (each: Support) => {
    const { submissionId, entryId, assignmentId } = each;
    if (submissionId)
      return (
        <button type="button" className="link-button" onClick={() => openSubmission(submissionId)}>
          {t('measures.openIt')}
        </button>
      );
    if (entryId && assignmentId)
      return (
        <button type="button" className="link-button" onClick={() => openEntry({ entryId, assignmentId, name: each.name ?? '' })}>
          {each.at ? shortMoment(wallDate(each.at)) : t('measures.openIt')}
        </button>
      );
    return assignmentId ? <Link to={`/clients/${clientId}/assignments/${assignmentId}/print`}>{t('measures.openAgreement')}</Link> : null;
  };
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
                {words(each)} {each.text && <span className="voice">“{each.text}”</span>} {source(each)}
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
