import { Link, useSearchParams } from 'react-router';
import { useWords } from '@shared/words';
import { toReview, useCircle } from './queries';

/** In the session of one client of a group: where one is, and who comes next. Not for the shared screen. */
export function ReviewBar({ clientId }: { clientId: string }) {
  const t = useWords();
  const [search] = useSearchParams();
  const circleId = search.get('group') ?? '';
  const circle = useCircle(circleId, circleId !== '').data;
  if (!circle) return null;
  const place = circle.clients.findIndex((client) => client.clientId === clientId);
  const after = [...circle.clients.slice(place + 1), ...circle.clients.slice(0, Math.max(place, 0))];
  const next = after.find((client) => toReview(circle).includes(client));
  return (
    <p className="review-bar row wrap apart">
      <Link to={`/groups/${circleId}`}>‹ {circle.name}</Link>
      {next ? (
        <Link to={`/clients/${next.clientId}/session?group=${circleId}`}>{t('circles.next', { name: next.callName })} ›</Link>
      ) : (
        <span className="small">{t('circles.allReviewed')}</span>
      )}
    </p>
  );
}
