import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { Button, Chip, buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { ErrorNotice, PageTitle, Waiting } from '../app/ui';
import { AskedAlone } from './AskedAlone';
import { CircleDialog } from './CircleDialog';
import { CircleSessions } from './CircleSessions';
import { CircleTable } from './CircleTable';
import { toReview, useCircle, type Circle } from './queries';

export function Component() {
  const { circleId = '' } = useParams();
  const circle = useCircle(circleId);
  if (circle.isPending) return <Waiting />;
  if (!circle.data) return <ErrorNotice error={circle.error} again={() => void circle.refetch()} />;
  return <CirclePage key={circleId} circle={circle.data} />;
}

/** A group or a couple at a glance: who recorded, what got in the way; and the way to each of them. */
function CirclePage({ circle }: { circle: Circle }) {
  const t = useWords();
  const [editing, setEditing] = useState(false);
  const waiting = toReview(circle);
  const first = waiting[0];
  return (
    <div className="col loose">
      <p className="small">
        <Link to="/groups">‹ {t('circles.title')}</Link>
      </p>
      <div className="page-head">
        <div>
          <PageTitle title={circle.name}>{circle.name}</PageTitle>
          <p className="small">
            {[t(`circles.kind.${circle.kind}`), t('circles.clients', { count: circle.clients.length }), t('circles.ledBy', { names: circle.leaders.map((each) => each.name).join(', ') })].join(' · ')}
          </p>
        </div>
        <div className="row wrap">
          <Button kind="quiet" onClick={() => setEditing(true)}>
            {t('edit')}
          </Button>
          {circle.clients.length > 0 && (
            <Link className={buttonClass()} to={`/groups/${circle.circleId}/plan`}>
              {t('circles.planForAll')}
            </Link>
          )}
          {first && (
            <Link className={buttonClass('main')} to={`/clients/${first.clientId}/session?group=${circle.circleId}`}>
              {t('circles.review', { count: waiting.length })}
            </Link>
          )}
        </div>
      </div>
      <p className="small">{t(`circles.privacy.${circle.kind}`)}</p>
      {circle.kind === 'couple' && <AskedAlone circle={circle} />}
      {circle.plans.length === 0 && <p className="card">{t(circle.clients.length > 0 ? 'circles.noPlan' : 'circles.noClients')}</p>}
      {circle.plans.map((plan) => (
        <CircleTable key={plan.jointPlanId} circle={circle} plan={plan} />
      ))}
      <div className="two-columns">
        <CircleSessions circle={circle} />
        <section className="card" aria-labelledby="people">
          <h2 id="people">{t('circles.people')}</h2>
          <ul className="plain lines">
            {circle.clients.map((client) => (
              <li key={client.clientId} className="row apart wrap">
                <Link to={`/clients/${client.clientId}`}>{client.name}</Link>
                <span className="row wrap">
                  {client.toReview > 0 && <Chip tone="need">{t('circles.toReview', { count: client.toReview })}</Chip>}
                  <span className="small">{t(`access.${client.access}`)}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      </div>
      <CircleDialog open={editing} circle={circle} onClose={() => setEditing(false)} />
    </div>
  );
}
