import { currentLanguage } from '@shared/words';
import { useMyWords } from '../data/session';
import type { MyAssignment } from '../data/types';
import { oftenWords } from './often';
import { Why } from './Why';

/** What was agreed, in the order a person reads it: why, what, when, and what if. */
export function PlanSheet({ assignment }: { assignment: MyAssignment }) {
  const t = useMyWords();
  const plan = assignment.agreement?.plan;
  const language = currentLanguage();
  const when = [plan?.when, plan?.recurrence && oftenWords(t, plan.recurrence, language)]
    .filter(Boolean)
    .join(' · ');
  const facts: [string, string | undefined][] = [
    ['plan.smallest', plan?.smallest],
    ['plan.where', plan?.where],
    ['plan.when', when || undefined],
    ['plan.howLong', plan?.minutes ? t('plan.minutes', { count: plan.minutes }) : undefined],
    ['plan.goal', assignment.goal],
  ];
  return (
    <div className="col">
      <Why own={assignment.clientRationale} shared={assignment.rationale} />
      {plan?.what && plan.what !== assignment.name && <p>{plan.what}</p>}
      {!plan && <p>{assignment.summary}</p>}
      {assignment.variant && <p className="small">{assignment.variant}</p>}
      <dl className="facts">
        {facts.map(([key, words]) =>
          words ? (
            <div key={key}>
              <dt>{t(key)}</dt>
              <dd>{words}</dd>
            </div>
          ) : null,
        )}
        {plan?.ifThen && plan.ifThen.length > 0 && (
          <div>
            <dt>{t('plan.ifThen')}</dt>
            {plan.ifThen.map((each) => (
              <dd key={each.if}>{t('today.ifThen', { if: each.if, then: each.then })}</dd>
            ))}
          </div>
        )}
        {plan?.obstacles && plan.obstacles.length > 0 && (
          <div>
            <dt>{t('plan.inTheWay')}</dt>
            {plan.obstacles.map((each) => (
              <dd key={each.obstacle}>
                {each.obstacle} → {each.coping}
              </dd>
            ))}
          </div>
        )}
        {assignment.easier && assignment.easier.length > 0 && (
          <div>
            <dt>{t('plan.easier')}</dt>
            {assignment.easier.map((each) => (
              <dd key={each}>{each}</dd>
            ))}
          </div>
        )}
        {assignment.learning && (
          <div>
            <dt>{t('plan.learning')}</dt>
            <dd className="voice">“{assignment.learning}”</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
