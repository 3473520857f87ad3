import { Link } from 'react-router';
import { Card, Chip } from '@shared/ui';
import { useWords } from '@shared/words';
import { useCircles } from '../circles/queries';

/** The groups and the couple that the client is in, for whoever leads them. */
export function Relations({ clientId }: { clientId: string }) {
  const t = useWords();
  const circles = (useCircles().data ?? []).filter((circle) => circle.clientIds.includes(clientId));
  if (circles.length === 0) return null;
  return (
    <Card aria-labelledby="relations">
      <h2 id="relations">{t('circles.title')}</h2>
      <ul className="plain lines">
        {circles.map((circle) => (
          <li key={circle.circleId} className="row apart wrap">
            <Link to={`/groups/${circle.circleId}`}>{circle.name}</Link>
            <Chip>{t(`circles.kind.${circle.kind}`)}</Chip>
          </li>
        ))}
      </ul>
    </Card>
  );
}
