import { lazy, Suspense, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import { Button, buttonClass, Card, Notice } from '@shared/ui';
import { clockWords, dayWords, wallDate, weekdayWords } from '@shared/time/local';
import { currentLanguage } from '@shared/words';
import { connection, useToday } from '../data/queries';
import { useMyWords, useSession } from '../data/session';
import { useBegun, useWaiting, useWaitingChecks } from '../data/sync';
import type { Today as TodayData, TodayItem } from '../data/types';
import { newerVersion } from '../offline/register';
import { draftId } from '../offline/drafts';
import { Icon } from '../parts/icons';
import { Page } from '../parts/Page';
import { SavedState } from '../parts/SavedState';
import { Why } from '../parts/Why';

const StatementAgain = lazy(() =>
  import('../safety/StatementScreen').then((m) => ({ default: m.StatementAgain })),
);
const NewReply = lazy(() => import('../replies/Replies').then((m) => ({ default: m.NewReply })));
const DueMeasures = lazy(() => import('../measures/DueMeasures').then((m) => ({ default: m.DueMeasures })));

/** The client's first screen: one thing for now, with its reason, and what else is in this week. */
export function Today() {
  const t = useMyWords();
  const { me } = useSession();
  const today = useToday();
  const waiting = useWaiting();
  const begun = useBegun();
  const reached = useSyncExternalStore(connection.subscribe, connection.get);
  const language = currentLanguage();
  const data = today.data;
  const name = data?.name ?? me.client?.name ?? '';
  const greeting = t('greeting', { part: partOfDay(new Date().getHours()), name: name || 'none' });
  const onPhone = new Set(waiting?.flatMap((each) => each.body.occurrenceId ?? []));
  const isOpen = (item: TodayItem) =>
    item.occurrence.state === 'open' && !onPhone.has(item.occurrence.occurrenceId);
  const now = data?.items.find(isOpen);
  const checked = new Set(useWaitingChecks()?.map((each) => each.body.assignmentId));
  const toCheck = data?.checks.find((id) => !checked.has(id));
  const rest = data?.items.filter((item) => item !== now) ?? [];

  return (
    <Page
      wide
      name={t('today.title')}
      title={greeting}
      above={<small>{dayWords(new Date(), language)}</small>}
      aside={
        <Link className="button quiet icon-button" to="/settings" aria-label={t('nav.settings')}>
          <Icon name="settings" />
        </Link>
      }
      below={<SavedState therapist={data?.therapist} />}
    >
      <NewerVersion />
      {!reached && (
        <p className="small" role="status">
          {t('today.offline')}
        </p>
      )}
      <Suspense fallback={null}>
        <StatementAgain />
      </Suspense>
      <div className="today">
        <div className="col loose">
          {data && data.waiting.length > 0 && <WaitingPlan assignmentId={data.waiting[0]!} />}
          {data && now && <Now item={now} date={data.date} begun={begun.has(draftOf(now))} />}
          {data && !now && <NothingNow data={data} />}
          <Suspense fallback={null}>
            <NewReply />
            <DueMeasures />
          </Suspense>
          {toCheck && <LookBack assignmentId={toCheck} />}
        </div>
        {rest.length > 0 && (
          <section aria-labelledby="week">
            <h2 id="week" className="section-title">
              {t('today.week')}
            </h2>
            <ul className="plain">
              {rest.map((item) => (
                <WeekItem
                  key={item.occurrence.occurrenceId}
                  item={item}
                  date={data?.date ?? ''}
                  onPhone={onPhone.has(item.occurrence.occurrenceId)}
                  begun={begun.has(draftOf(item))}
                />
              ))}
            </ul>
          </section>
        )}
      </div>
      {data?.nextSession && (
        <p className="small">
          {t('today.nextSession', {
            when: `${dayWords(wallDate(data.nextSession), language)}, ${clockWords(wallDate(data.nextSession), language)}`,
          })}
        </p>
      )}
      <p className="small watch">
        {data?.therapist ? t('today.watch', { therapist: data.therapist }) : t('today.watchNoName')}
      </p>
    </Page>
  );
}

export function partOfDay(hour: number): 'morning' | 'evening' | 'day' {
  if (hour >= 5 && hour < 12) return 'morning';
  return hour >= 18 || hour < 5 ? 'evening' : 'day';
}

function draftOf(item: TodayItem): string {
  return draftId.record(item.occurrence.assignmentId, item.occurrence.occurrenceId);
}

function placeOf(item: TodayItem): string {
  return `${item.occurrence.assignmentId}/${item.occurrence.occurrenceId}`;
}

function Now({ item, date, begun }: { item: TodayItem; date: string; begun: boolean }) {
  const t = useMyWords();
  const language = currentLanguage();
  const at = item.occurrence.at ? clockWords(wallDate(item.occurrence.at), language) : '';
  const isToday = item.occurrence.from.slice(0, 10) <= date;
  const facts = [item.when || at, item.where].filter(Boolean).join(' · ');
  return (
    <Card className="col now" aria-labelledby="now">
      <small>
        {isToday ? t('today.now') : t('today.nextUp', { when: dueWords(item, t, date) })}
        {item.minutes > 0 && ` · ${t('today.minutes', { count: item.minutes })}`}
      </small>
      <h2 id="now">{item.what || item.name}</h2>
      <Why own={item.clientRationale} />
      {facts && <p className="small">{facts}</p>}
      {item.ifThen && (
        <p className="small">{t('today.ifThen', { if: item.ifThen.if, then: item.ifThen.then })}</p>
      )}
      <Link className={buttonClass('main', true)} to={`/record/${placeOf(item)}`}>
        {t(begun ? 'today.continue' : 'today.begin')}
      </Link>
      <div className="two">
        <Link className={buttonClass('quiet')} to={`/obstacle/${placeOf(item)}`}>
          {t('today.inTheWay')}
        </Link>
        <Link className={buttonClass('quiet')} to={`/not-today/${placeOf(item)}`}>
          {t('today.notToday')}
        </Link>
      </div>
    </Card>
  );
}

function WaitingPlan({ assignmentId }: { assignmentId: string }) {
  const t = useMyWords();
  return (
    <Card className="col" aria-labelledby="waiting">
      <h2 id="waiting">{t('today.waitingTitle')}</h2>
      <p className="small">{t('today.waitingHelp')}</p>
      <div>
        <Link className={buttonClass('main')} to={`/agree/${assignmentId}`}>
          {t('today.waitingOpen')}
        </Link>
      </div>
    </Card>
  );
}

/** Before the session: a look back in a minute or two. It can wait, and it can be left out. */
function LookBack({ assignmentId }: { assignmentId: string }) {
  const t = useMyWords();
  return (
    <Card className="col" aria-labelledby="look-back">
      <h2 id="look-back">{t('check.title')}</h2>
      <p className="small">{t('check.offer')}</p>
      <div>
        <Link className={buttonClass()} to={`/check/${assignmentId}`}>
          {t('check.open')}
        </Link>
      </div>
    </Card>
  );
}

function NothingNow({ data }: { data: TodayData }) {
  const t = useMyWords();
  const any = data.items.length > 0;
  if (!any && data.waiting.length > 0) return null;
  return (
    <Card className="col">
      <h2>{t('today.nothing')}</h2>
      <p className="small">{t(any ? 'today.nothingHelp' : 'today.empty')}</p>
      <div>
        <Link className={buttonClass()} to="/plan">
          {t('today.toPlan')}
        </Link>
      </div>
    </Card>
  );
}

function WeekItem({
  item,
  date,
  onPhone,
  begun,
}: {
  item: TodayItem;
  date: string;
  onPhone: boolean;
  begun: boolean;
}) {
  const t = useMyWords();
  const { occurrence } = item;
  const recorded = occurrence.state === 'recorded' || onPhone;
  const to = occurrence.entryId
    ? `/journal/${occurrence.entryId}`
    : onPhone
      ? '/journal'
      : `/record/${placeOf(item)}`;
  return (
    <li>
      <Link className="item" to={to}>
        <span className={recorded ? 'dot on' : 'dot'}>{recorded && <Icon name="check" size={18} />}</span>
        <span className="grow">
          <span className="item-name">{item.name}</span>
          <small>{[dueWords(item, t, date), stateWords()].filter(Boolean).join(' · ')}</small>
        </span>
      </Link>
    </li>
  );

  function stateWords(): string {
    if (onPhone) return t('today.recordedPhone');
    if (occurrence.outcome) return t(`outcomeShort.${occurrence.outcome}`);
    if (occurrence.state === 'past') return t('today.passed');
    return begun ? t('today.begun') : '';
  }
}

/** `date`: the client's day, which is called today. */
function dueWords(
  item: TodayItem,
  t: (key: string, values?: Record<string, unknown>) => string,
  date: string,
): string {
  const language = currentLanguage();
  const { at, from, to } = item.occurrence;
  const day = (local: string) =>
    local.slice(0, 10) === date ? t('today.thisDay') : weekdayWords(wallDate(local), language);
  if (at) return `${day(at)}, ${clockWords(wallDate(at), language)}`;
  if (from.slice(0, 10) === to.slice(0, 10)) return day(from);
  return to.slice(0, 10) === date ? t('today.lastDay') : t('today.anyTime', { day: day(to) });
}

function NewerVersion() {
  const t = useMyWords();
  const ready = useSyncExternalStore(newerVersion.subscribe, newerVersion.get);
  if (!ready) return null;
  return (
    <Notice>
      <div className="row wrap apart">
        <span>{t('app.newer')}</span>
        <Button onClick={() => newerVersion.use()}>{t('app.useNewer')}</Button>
      </div>
    </Notice>
  );
}
