import { Link } from 'react-router';
import { wallDate } from '@shared/time/local';
import { Chip } from '@shared/ui';
import { useWords } from '@shared/words';
import { shortDay, shortMoment } from '../app/ui';
import type { Circle, CircleRow } from './queries';

/** One joint plan: a line for each client, with what was recorded since the last look. */
export function CircleTable({ circle, plan }: { circle: Circle; plan: Circle['plans'][number] }) {
  const t = useWords();
  const id = `plan-${plan.jointPlanId}`;
  const recorded = plan.rows.filter((row) => row.entries > 0).length;
  return (
    <section className="card" aria-labelledby={id}>
      <div className="row apart wrap">
        <h2 id={id}>{plan.name}</h2>
        <span className="small">
          {t('circles.since', { when: shortDay(new Date(plan.createdAt)) })} · {t('circles.recorded', { count: recorded, all: plan.rows.length })}
        </span>
      </div>
      <table className="circle-table">
        <thead>
          <tr>
            <th scope="col">{t('circles.client')}</th>
            <th scope="col">{t('circles.agreed')}</th>
            <th scope="col">{t('circles.howItGoes')}</th>
            <th scope="col">{t('circles.inTheWay')}</th>
          </tr>
        </thead>
        <tbody>
          {plan.rows.map((row) => (
            <Line key={row.clientId} circle={circle} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Line({ circle, row }: { circle: Circle; row: CircleRow }) {
  const t = useWords();
  const client = circle.clients.find((each) => each.clientId === row.clientId);
  return (
    <tr>
      <th scope="row">
        <Link to={`/clients/${row.clientId}/session?group=${circle.circleId}`}>{client?.name}</Link>
        <span className="chips">
          {row.toReview && <Chip tone="need">{t('circles.look')}</Chip>}
          {row.waitsForClient && <Chip tone="info">{t('circles.waits')}</Chip>}
          {row.state !== 'active' && row.state !== 'planned' && <Chip>{t(`state.${row.state}`)}</Chip>}
        </span>
      </th>
      <td>
        {row.what}
        <span className="small block">
          {[row.when, row.confidence === undefined ? '' : t('circles.confidence', { value: row.confidence })].filter(Boolean).join(' · ')}
        </span>
      </td>
      <td>
        {row.entries === 0 ? <span className="small">{t('circles.nothing')}</span> : t('circles.times', { count: row.entries })}
        {row.lastAt && <span className="small block">{t('circles.last', { when: shortMoment(wallDate(row.lastAt)) })}</span>}
        {row.outcomes.length > 0 && <span className="small block">{row.outcomes.map((each) => t(`outcome.${each}`)).join(', ')}</span>}
        {row.learning && <span className="voice block">“{row.learning}”</span>}
      </td>
      <td className={row.obstacles.length > 0 ? undefined : 'none'}>
        <span className="cell-name small">{t('circles.inTheWay')}: </span>
        {row.obstacles.length > 0 ? row.obstacles.join('; ') : <span className="small">—</span>}
      </td>
    </tr>
  );
}
