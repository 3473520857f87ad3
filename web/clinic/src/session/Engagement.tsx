import { wallDate } from '@shared/time/local';
import { RadioScale } from '@shared/ui';
import { useWords } from '@shared/words';
import { anchorsOf, components, type Topic } from '@shared/engagement';
import { Pills, shortDay } from '../app/ui';
import type { Assignment, EngagementCheck } from '../app/types';
import type { ReviewDraft } from './decision';
import { periodStart } from './save';

const raters = ['client', 'therapist', 'observer'] as const;

/** The newest check of each rater about the time since the last review. */
export function checksNow(assignment: Pick<Assignment, 'checks' | 'agreements' | 'reviews' | 'createdAt'>): EngagementCheck[] {
  const since = periodStart(assignment);
  return raters.flatMap((rater) => assignment.checks.filter((each) => each.rater === rater && each.ratedAt >= since).slice(-1));
}

/** Two steps apart or more is worth a question: who sees what, and why. */
export function differs(checks: readonly EngagementCheck[], topic: Topic): boolean {
  const given = checks.flatMap((check) => check.ratings[topic] ?? []);
  return given.length > 1 && Math.max(...given) - Math.min(...given) >= 2;
}

/** What each rated, side by side, topic by topic. There is no sum over the three parts, and no percentage. */
export function EngagementTable({ checks, name }: { checks: readonly EngagementCheck[]; name: string }) {
  const t = useWords();
  return (
    <div className="table-scroll">
      <table className="engagement">
        <caption className="small">
          {checks.map((check) => t('engagement.about', { rater: t(`rater.${check.rater}`, { name }), from: day(check.from), to: day(check.to), at: shortDay(new Date(check.ratedAt)) })).join(' · ')}
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden-text">{t('engagement.topic')}</span>
            </th>
            {checks.map((check) => (
              <th key={check.checkId} scope="col">
                {t(`rater.${check.rater}`, { name })}
              </th>
            ))}
          </tr>
        </thead>
        {components.map((component) => (
          <tbody key={component.code}>
            <tr className="part">
              <th scope="rowgroup">{t(`component.${component.code}`)}</th>
              {checks.map((check) => {
                const { answered, topics, mean } = check.components[component.code];
                return <td key={check.checkId}>{mean === undefined ? t('engagement.answered', { answered, topics }) : t('engagement.mean', { mean: mean.toFixed(1) })}</td>;
              })}
            </tr>
            {component.topics.map((topic) => (
              <tr key={topic}>
                <th scope="row">
                  {t(`topic.${topic}`)}
                  {differs(checks, topic) && <span className="differ"> {t('engagement.differ')}</span>}
                </th>
                {checks.map((check) => (
                  <Cell key={check.checkId} value={check.ratings[topic]} topic={topic} />
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Cell({ value, topic }: { value: number | undefined; topic: Topic }) {
  const t = useWords();
  if (value === undefined) {
    return (
      <td>
        <span aria-hidden="true">–</span>
        <span className="hidden-text">{t('engagement.missing')}</span>
      </td>
    );
  }
  return (
    <td>
      <strong>{value}</strong> <span className="small">{t(anchorsOf(topic)[value] ?? '')}</span>
    </td>
  );
}

const day = (date: string) => shortDay(wallDate(`${date}T12:00:00`));

interface OwnProps {
  review: ReviewDraft;
  put: (change: (old: ReviewDraft) => ReviewDraft) => void;
  /** False where nobody counts how much was done. */
  counted: boolean;
}

/** The same twelve topics as the member sees them. Any can stay open; none is asked before a review can be saved. */
export function OwnRatings({ review, put, counted }: OwnProps) {
  const t = useWords();
  return (
    <div className="col gap-top">
      <Pills
        label={t('engagement.as')}
        value={review.rater}
        onChange={(rater) => put((old) => ({ ...old, rater }))}
        choices={(['therapist', 'observer'] as const).map((code) => ({ code, label: t(`ratedAs.${code}`) }))}
      />
      {components.map((component) => (
        <section key={component.code} className="col" aria-label={t(`component.${component.code}`)}>
          <h4>{t(`component.${component.code}`)}</h4>
          <div className="rating-grid">
          {component.topics
            .filter((topic) => counted || topic !== 'quantity')
            .map((topic) => {
              const words = anchorsOf(topic).map((anchor) => t(anchor));
              return (
                <RadioScale
                  key={topic}
                  label={t(`topic.${topic}`)}
                  min={0}
                  max={4}
                  value={review.ratings[topic] ?? null}
                  onChange={(value) => put((old) => ({ ...old, ratings: { ...old.ratings, [topic]: value } }))}
                  lower={words[0]}
                  upper={words[4]}
                  stepWords={Object.fromEntries(words.entries())}
                />
              );
            })}
          </div>
        </section>
      ))}
    </div>
  );
}
