import { Link } from 'react-router';
import { Card, buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { shortMoment } from '../app/ui';
import { useSafetyPlan } from './queries';

/** Whether there is a safety plan, and the way to it. */
export function SafetyPlanCard({ clientId }: { clientId: string }) {
  const t = useWords();
  const plan = useSafetyPlan(clientId).data;
  if (!plan) return null;
  return (
    <Card aria-labelledby="safety-plan">
      <div className="row apart wrap">
        <h2 id="safety-plan">{t('safetyPlan.title')}</h2>
        <Link className={`${buttonClass()} small-button`} to={`/clients/${clientId}/safety-plan`}>
          {t(plan.version === 0 ? 'safetyPlan.make' : 'safetyPlan.open')}
        </Link>
      </div>
      <p className="muted gap-top">
        {plan.changedAt
          ? t('safetyPlan.made', { version: plan.version, when: shortMoment(new Date(plan.changedAt)) })
          : t('safetyPlan.none')}
      </p>
    </Card>
  );
}
