import { Card } from '@shared/ui';
import { useWords } from '@shared/words';
import { Ratings } from '../client/Goals';
import { newestTakeaway, tellingElements } from './design-policy';
import type { SessionDraft } from './drafts';
import { Timeline } from './Timeline';
import { useSessionTools } from './tools';

/** What both carry in their heads while planning: what last week showed, the goals, what helps and what hinders. */
export function Context({ draft, quiet = false }: { draft: SessionDraft; quiet?: boolean }) {
  const t = useWords();
  const { screen } = useSessionTools();
  const now = [...draft.looked].reverse();
  const known = [...now.map((each) => each.assignment), ...screen.toReview, ...screen.current];
  const shown = known.find((assignment) => assignment.entries.length > 0 || assignment.occurrences.some((occurrence) => occurrence.state === 'past'));
  const earlier = [...screen.toReview, ...screen.current].flatMap((assignment) => assignment.reviews.map((review) => review.learning ?? '').filter(Boolean).slice(0, 1));
  const learnings = [...new Set([...now.map((each) => each.learning).filter(Boolean), ...earlier])];
  const takeaway = newestTakeaway(screen.sessions);
  const goals = screen.goals.filter((goal) => goal.state === 'active');
  const telling = draft.shared ? [] : tellingElements(screen.formulation);
  return (
    <aside className="context" aria-label={t('context.title')}>
      {!quiet && shown && (
        <section>
          <h2>{t('context.lastWeek')}</h2>
          <Timeline assignment={shown} most={3} />
        </section>
      )}
      {(learnings.length > 0 || takeaway) && (
        <Card className="tight">
          {learnings.slice(0, 2).map((learning) => (
            <div key={learning}>
              <p className="label">{t('context.learning')}</p>
              <p className="voice">“{learning}”</p>
            </div>
          ))}
          {takeaway && (
            <div>
              <p className="label">{t('context.takeaway')}</p>
              <p className="voice">“{takeaway.takeaway}”</p>
            </div>
          )}
        </Card>
      )}
      {goals.length > 0 && (
        <section>
          <h2>{t('goals.title')}</h2>
          <ul className="plain lines">
            {goals.map((goal) => (
              <li key={goal.goalId}>
                <p>{goal.text}</p>
                <Ratings goal={goal} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {telling.length > 0 && (
        <section>
          <h2>{t('context.telling')}</h2>
          <ul className="plain lines">
            {telling.map((element) => (
              <li key={element.elementId}>
                <p className="label">{t(`effect.${element.effect}`)}</p>
                <p>{element.text}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </aside>
  );
}
