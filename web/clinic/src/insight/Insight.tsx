import { useQuery } from '@tanstack/react-query';
import { api } from '@shared/api';
import { Card, Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import { ErrorNotice, PageTitle, Waiting, shortMoment } from '../app/ui';
import type { InsightData } from '../app/types';
import { EvidencePanel } from './EvidencePanel';
import { figure, figureRows, shownPictures, type Effect, type Study } from './study';

const path = '/api/v1/insight';

/** Does homework go with change among this member's clients; asks again while the server is still at it. */
function useInsight() {
  return useQuery({
    queryKey: ['insight'],
    queryFn: ({ signal }) => api.get<InsightData>(path, { signal }),
    refetchInterval: (query) => (query.state.data?.state === 'working' ? 1500 : false),
  });
}

export function Component() {
  const t = useWords();
  const insight = useInsight();
  return (
    <div className="col loose">
      <div>
        <PageTitle>{t('insight.title')}</PageTitle>
        <p className="muted">{t('insight.lead')}</p>
      </div>
      {insight.isPending ? (
        <Waiting />
      ) : insight.data ? (
        <Found data={insight.data} />
      ) : (
        <ErrorNotice error={insight.error} again={() => void insight.refetch()} />
      )}
      <EvidencePanel />
    </div>
  );
}

function Found({ data }: { data: InsightData }) {
  const t = useWords();
  const study = data.study as unknown as Study | undefined;
  return (
    <>
      {data.state === 'working' && (
        <p className="small" role="status">
          {t(study ? 'insight.again' : 'insight.working')}
        </p>
      )}
      {study && (
        <>
          <Card aria-labelledby="insight-said">
            <h2 id="insight-said">{t('insight.here')}</h2>
            <p className="gap-top">
              {study.refused ? t('insight.refused', { why: study.refused.text }) : study.verdict_text}
            </p>
            {!study.refused && study.between_text && <p>{study.between_text}</p>}
            <p className="small">
              {data.source} {data.madeAt && t('insight.madeAt', { when: shortMoment(new Date(data.madeAt)) })}
            </p>
          </Card>
          {study.warnings.length > 0 && (
            <Notice tone="info">
              <p className="notice-title">{t('insight.toKnow')}</p>
              <ul className="small">
                {study.warnings.map((each, index) => (
                  <li key={index}>{each.text}</li>
                ))}
              </ul>
            </Notice>
          )}
          {!study.refused && (
            <>
              <Figures study={study} />
              <Pictures data={data} />
              <Clients study={study} />
            </>
          )}
        </>
      )}
    </>
  );
}

function Figures({ study }: { study: Study }) {
  const t = useWords();
  return (
    <Card aria-labelledby="insight-figures">
      <h2 id="insight-figures">{t('insight.figures')}</h2>
      <p className="small">{t('insight.figuresHelp')}</p>
      <div className="insight-wide" tabIndex={0} role="group" aria-labelledby="insight-figures">
        <table className="insight-table">
          <thead>
            <tr>
              <td />
              <th scope="col">{t('insight.estimate')}</th>
              <th scope="col">{t('insight.range')}</th>
            </tr>
          </thead>
          <tbody>
            {figureRows(study).map(({ key, effect }) => (
              <EffectRow key={key} label={t(`insight.row.${key}`)} effect={effect} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function EffectRow({ label, effect }: { label: string; effect: Effect }) {
  const t = useWords();
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{figure(effect.estimate)}</td>
      <td className="nowrap">
        {t('insight.fromTo', { from: figure(effect.ci95_lo), to: figure(effect.ci95_hi) })}
      </td>
    </tr>
  );
}

function Pictures({ data }: { data: InsightData }) {
  const t = useWords();
  const shown = shownPictures.flatMap((name) => data.pictures?.filter((each) => each.name === name) ?? []);
  return (
    <section className="col loose" aria-labelledby="insight-pictures">
      <h2 id="insight-pictures">{t('insight.pictures')}</h2>
      <div className="insight-figures">
        {shown.map((picture) => (
          <figure key={picture.name} className="insight-figure">
            <div className="insight-wide" tabIndex={0} role="group" aria-label={picture.title}>
              <img
                src={`${path}/pictures/${picture.name}?at=${encodeURIComponent(data.madeAt ?? '')}`}
                alt={picture.title}
                loading="lazy"
              />
            </div>
            <figcaption>
              <details>
                <summary>{t('insight.inWords', { title: picture.title })}</summary>
                <p className="small">{picture.description}</p>
              </details>
            </figcaption>
          </figure>
        ))}
      </div>
    </section>
  );
}

function Clients({ study }: { study: Study }) {
  const t = useWords();
  const clients = study.clients?.filter((each) => each.own_slope || each.shrunken_slope) ?? [];
  if (clients.length === 0) return null;
  return (
    <section aria-labelledby="insight-clients">
      <h2 id="insight-clients">{t('insight.clients')}</h2>
      <p className="small">{t('insight.clientsHelp')}</p>
      <details>
        <summary>{t('insight.eachClient', { count: clients.length })}</summary>
        <div className="insight-clients">
          {clients.map((each) => (
            <details key={each.client}>
              <summary>{each.client}</summary>
              {each.sentence && <p>{each.sentence}</p>}
              <table className="insight-table">
                <tbody>
                  {each.own_slope && <EffectRow label={t('insight.own')} effect={each.own_slope} />}
                  {each.shrunken_slope && (
                    <EffectRow label={t('insight.shrunken')} effect={each.shrunken_slope} />
                  )}
                </tbody>
              </table>
            </details>
          ))}
        </div>
      </details>
    </section>
  );
}
