import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '@shared/api';
import { Button, Chip } from '@shared/ui';
import { FromPartner } from '../couple/FromPartner';
import { paths, useAssignments, useEntries, useReplies } from '../data/queries';
import { useMyWords } from '../data/session';
import { useWaiting } from '../data/sync';
import type { Entry, EntryInput, EntryList } from '../data/types';
import { Icon } from '../parts/icons';
import { momentWords } from '../parts/moment';
import { Page } from '../parts/Page';

/** Everything the client wrote, newest first; what is only on this phone stands on top and says so. */
export function Journal() {
  const t = useMyWords();
  const entries = useEntries();
  const waiting = useWaiting() ?? [];
  const names = useNames();
  const replies = useReplies().data?.replies;
  const [older, setOlder] = useState<EntryList | null>(null);
  const [problem, setProblem] = useState(false);
  const list = [...(entries.data?.entries ?? []), ...(older?.entries ?? [])];
  const next = older ? older.next : entries.data?.next;
  const more = async () => {
    try {
      const page = await api.get<EntryList>(paths.entries, { query: { cursor: next } });
      setOlder((known) => ({ ...page, entries: [...(known?.entries ?? []), ...page.entries] }));
      setProblem(false);
    } catch {
      setProblem(true);
    }
  };
  return (
    <Page name={t('journal.title')} title={t('journal.title')}>
      <p>
        <Link className="plain-link" to="/found-out">
          {t('foundOut.title')}
        </Link>
      </p>
      {entries.data && list.length === 0 && waiting.length === 0 && <p>{t('journal.empty')}</p>}
      <FromPartner />
      <ul className="plain">
        {waiting.map((each) => (
          <Line key={each.seq} to={`/journal/${each.entryId}`} name={each.name} at={each.body.occurredAt}>
            <Own words={ownWords(each.body)} />
            <Chip tone={each.state === 'waiting' ? 'info' : 'need'}>
              {t(
                each.state === 'waiting'
                  ? 'journal.onPhone'
                  : each.state === 'conflict'
                    ? 'state.conflict'
                    : 'state.refused',
              )}
            </Chip>
          </Line>
        ))}
        {list.map((entry) => (
          <Line
            key={entry.entryId}
            to={`/journal/${entry.entryId}`}
            name={names.get(entry.assignmentId) ?? ''}
            at={entry.occurredAt}
            obstacle={entry.kind === 'obstacle'}
          >
            <Own words={ownWords(entry)} />
            <small>{entryWords(entry, t)}</small>
            {replies?.some((each) => each.entryId === entry.entryId) && (
              <Chip tone="info">{t('reply.chip')}</Chip>
            )}
          </Line>
        ))}
      </ul>
      {next && (
        <div>
          <Button onClick={() => void more()}>{t('journal.older')}</Button>
        </div>
      )}
      {problem && (
        <p role="status" className="small">
          {t('journal.offline')}
        </p>
      )}
    </Page>
  );
}

/** The names of what was agreed, by assignment. */
export function useNames(): Map<string, string> {
  const assignments = useAssignments();
  return new Map(assignments.data?.assignments.map((each) => [each.assignmentId, each.name]));
}

type Answer = { answer?: { valueString?: string }[]; item?: Answer[] };

/** The first thing that was said in words, in the order of the worksheet: what a person knows the entry by. */
export function ownWords(entry: Pick<Entry | EntryInput, 'answers' | 'obstacleText'>): string {
  if (entry.obstacleText) return entry.obstacleText;
  const first = (items: readonly Answer[]): string =>
    items.reduce(
      (found, item) =>
        found || (item.answer?.find((each) => each.valueString)?.valueString ?? first(item.item ?? [])),
      '',
    );
  return first((entry.answers ?? []) as Answer[]);
}

function Own({ words }: { words: string }) {
  return words ? <span className="voice item-own">“{words}”</span> : null;
}

export function entryWords(
  entry: Entry,
  t: (key: string, values?: Record<string, unknown>) => string,
): string {
  const words =
    entry.kind === 'obstacle'
      ? t('journal.obstacle')
      : entry.outcome
        ? t(`outcomeShort.${entry.outcome}`)
        : '';
  const revised = entry.revision > 1 ? t('journal.revised', { count: entry.revision - 1 }) : '';
  return [words, revised].filter(Boolean).join(' · ');
}

function Line({
  to,
  name,
  at,
  obstacle = false,
  children,
}: {
  to: string;
  name: string;
  at: string;
  obstacle?: boolean;
  children: React.ReactNode;
}) {
  return (
    <li>
      <Link className="item" to={to}>
        <span className={obstacle ? 'dot' : 'dot on'}>
          <Icon name={obstacle ? 'obstacle' : 'check'} size={18} />
        </span>
        <span className="grow">
          <small className="item-when">{momentWords(at)}</small>
          <span className="item-name">{name}</span>
          {children}
        </span>
      </Link>
    </li>
  );
}
