import { useState } from 'react';
import { wallDate } from '@shared/time/local';
import { Chip } from '@shared/ui';
import { useWords } from '@shared/words';
import { WorksheetAnswers, fromItems, readWorksheet, type ResponseItem } from '@shared/worksheet';
import { useActivity } from '../app/queries';
import { shortMoment } from '../app/ui';
import type { Assignment, Entry, Occurrence } from '../app/types';
import { sinceReview } from './decision';
import { EntryReply } from './EntryReply';
import { obstacleWords } from './obstacles';

type Point = { at: string; entry: Entry } | { at: string; occurrence: Occurrence };

/** Entries and what was due without one, in the order of time. */
export function timeline(assignment: Pick<Assignment, 'entries' | 'occurrences'>): Point[] {
  const recorded = new Set(assignment.entries.map((entry) => entry.occurrenceId).filter(Boolean));
  const points: Point[] = [
    ...assignment.entries.map((entry) => ({ at: entry.occurredAt, entry })),
    ...assignment.occurrences
      .filter((occurrence) => occurrence.state === 'past' && !occurrence.entryId && !recorded.has(occurrence.occurrenceId))
      .map((occurrence) => ({ at: occurrence.at ?? occurrence.to, occurrence })),
  ];
  return points.sort((a, b) => a.at.localeCompare(b.at));
}

const reached = ['done', 'partly', 'tried', 'noticed'];

/** `canReply`: whether entries can be answered here. */
export function Timeline({ assignment, most = few, canReply = false }: { assignment: Assignment; most?: number; canReply?: boolean }) {
  const t = useWords();
  const [more, setMore] = useState<'new' | 'period' | 'all'>('new');
  const everything = timeline(assignment);
  const period = timeline(sinceReview(assignment));
  const wanted = more === 'all' ? everything : period.length > 0 ? period : everything;
  const shown = more === 'new' ? wanted.slice(-most) : wanted;
  const left = everything.length - shown.length;
  if (everything.length === 0) return <p className="muted">{t('review.nothing')}</p>;
  return (
    <>
      {left > 0 && (
        <div>
          <button type="button" className="link-button" onClick={() => setMore(more === 'new' && wanted.length > shown.length ? 'period' : 'all')}>
            {t('review.earlier', { count: more === 'new' && wanted.length > shown.length ? wanted.length - shown.length : left })}
          </button>
        </div>
      )}
      <Points points={shown} assignment={assignment} canReply={canReply} />
    </>
  );
}

/** More than this at once is a wall; what is older opens with one press. */
const few = 5;

function Points({ points, assignment, canReply }: { points: readonly Point[]; assignment: Assignment; canReply: boolean }) {
  const t = useWords();
  return (
    <ol className="plain timeline">
      {points.map((point) =>
        'entry' in point ? (
          <EntryPoint key={point.entry.entryId} entry={point.entry} assignment={assignment} canReply={canReply} />
        ) : (
          <li key={point.occurrence.occurrenceId} className="hollow">
            <p className="small">{point.occurrence.at ? shortMoment(wallDate(point.at)) : t('review.untilDay', { day: shortMoment(wallDate(point.at)) })}</p>
            <p className="muted">{t('review.noEntry')}</p>
          </li>
        ),
      )}
    </ol>
  );
}

/** One entry with what was recorded in it, as a line of a timeline. */
export function EntryPoint({ entry, assignment, canReply }: { entry: Entry; assignment: Assignment; canReply: boolean }) {
  const t = useWords();
  const activity = useActivity(assignment.activityId, assignment.activityVersion).data;
  const fields = activity ? readWorksheet(activity.worksheet).fields : [];
  const items = entry.answers as unknown as ResponseItem[];
  const solid = entry.outcome !== undefined && reached.includes(entry.outcome);
  return (
    <li className={entry.kind === 'obstacle' ? 'blocked' : solid ? 'solid' : 'hollow'}>
      <p className="small">{shortMoment(wallDate(entry.occurredAt))}</p>
      <p className="row wrap">
        <strong>{entry.kind === 'obstacle' ? t('review.obstacle') : t(`outcome.${entry.outcome ?? 'noticed'}`)}</strong>
        {(entry.obstacles ?? []).map((code) => (
          <Chip key={code} tone="need">
            {obstacleWords(code)}
          </Chip>
        ))}
      </p>
      {entry.obstacleText && <p className="voice">“{entry.obstacleText}”</p>}
      {items.length > 0 && <WorksheetAnswers fields={fields} answers={fromItems(fields, items)} />}
      <EntryRatings entry={entry} />
      {Boolean(entry.withheld) && <p className="small">{t('review.withheld', { count: entry.withheld })}</p>}
      <EntryReply clientId={assignment.clientId} entryId={entry.entryId} canWrite={canReply} />
    </li>
  );
}

function EntryRatings({ entry }: { entry: Entry }) {
  const t = useWords();
  const parts = (['quantity', 'quality', 'difficulty'] as const).flatMap((field) => {
    const value = entry[field];
    return value === undefined ? [] : [t(`review.rated.${field}`, { value })];
  });
  return parts.length > 0 ? <p className="small">{parts.join(' · ')}</p> : null;
}
