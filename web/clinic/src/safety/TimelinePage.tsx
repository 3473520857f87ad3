import { Link, useParams } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { api, type components } from '@shared/api';
import { Button, Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { ErrorNotice, PageTitle, Waiting, shortMoment } from '../app/ui';
import { AlertAnswer } from './AlertAnswer';

type Timeline = components['schemas']['AlertTimeline'];

/** What is known of one alert, to read and to print: given, arrived, who was told, opened, what was done. */
export function Component() {
  const t = useWords();
  const me = useSignedIn();
  const { clientId = '', alertId = '' } = useParams();
  const timeline = useQuery({
    queryKey: ['alert-timeline', clientId, alertId],
    queryFn: ({ signal }) =>
      api.get<Timeline>(`/api/v1/clients/${clientId}/alerts/${alertId}/timeline`, { signal }),
  });
  if (timeline.isPending) return <Waiting />;
  if (!timeline.data) return <ErrorNotice error={timeline.error} again={() => void timeline.refetch()} />;
  const { alert, chain } = timeline.data;
  const changed = chain.some((link) => link.bound === false);
  return (
    <div className="print-page">
      <div className="row apart wrap no-print">
        <Link to={`/clients/${clientId}`}>‹ {t('timeline.back')}</Link>
        <Button kind="main" onClick={() => window.print()}>
          {t('print.button')}
        </Button>
      </div>
      <article className="paper col loose">
        <header>
          <p className="small">{[alert.clientName, me.practice.name].filter(Boolean).join(' · ')}</p>
          <PageTitle>{t('timeline.title')}</PageTitle>
        </header>
        <AlertAnswer alert={alert} />
        {!alert.unreadable && <p className="small">{t('alerts.rule', { rule: alert.rule })}</p>}
        {changed && <Notice tone="need">{t('timeline.changed')}</Notice>}
        <Steps timeline={timeline.data} />
        <p className="small">{t('timeline.chain', { links: chain.map((link) => link.seq).join(', ') })}</p>
      </article>
    </div>
  );
}

function Steps({ timeline }: { timeline: Timeline }) {
  const t = useWords();
  const { alert, notices, chain } = timeline;
  const when = (at: string) => shortMoment(new Date(at));
  const opened = chain.find((link) => link.action === 'alert.open');
  const done = alert.acknowledgement;
  const steps = [
    { at: alert.givenAt, words: t('timeline.given') },
    { at: alert.receivedAt, words: t('timeline.arrived') },
    ...notices.map((notice) => ({
      at: notice.settledAt ?? notice.dueAt,
      words: t(`timeline.${notice.channel === 'app' ? 'shown' : notice.outcome}`, {
        name: notice.name,
        step: t(`timeline.step.${notice.step}`),
      }),
    })),
    ...(opened ? [{ at: opened.at, words: t('timeline.opened', { name: opened.by ?? '' }) }] : []),
    ...(done
      ? [
          {
            at: done.at,
            words: t('timeline.done', {
              name: timeline.acknowledgedBy ?? '',
              action: t(`alerts.action.${done.action}`),
            }),
            note: done.note,
          },
        ]
      : []),
  ].sort((one, other) => one.at.localeCompare(other.at));
  return (
    <ol className="plain lines">
      {steps.map((step, index) => (
        <li key={index}>
          <span className="small block">{when(step.at)}</span>
          {step.words}
          {'note' in step && <span className="voice block">{step.note}</span>}
        </li>
      ))}
      {!done && <li>{t('timeline.open')}</li>}
    </ol>
  );
}
