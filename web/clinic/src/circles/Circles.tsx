import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Button, Chip } from '@shared/ui';
import { useWords } from '@shared/words';
import { ErrorNotice, PageTitle, Waiting } from '../app/ui';
import { CircleDialog } from './CircleDialog';
import { useCircles } from './queries';

/** The groups and couples that one leads. */
export function Component() {
  const t = useWords();
  const navigate = useNavigate();
  const circles = useCircles();
  const [adding, setAdding] = useState(false);
  return (
    <div className="col loose">
      <div className="page-head">
        <div>
          <PageTitle title={t('circles.title')}>{t('circles.title')}</PageTitle>
          <p className="small">{t('circles.intro')}</p>
        </div>
        <div className="row wrap">
          <Button kind="main" onClick={() => setAdding(true)}>
            {t('circles.new')}
          </Button>
        </div>
      </div>
      <ErrorNotice error={circles.error} again={() => void circles.refetch()} />
      {circles.isPending && <Waiting />}
      {circles.data?.length === 0 && <p className="card">{t('circles.empty')}</p>}
      <ul className="plain lines circle-list">
        {circles.data?.map((circle) => (
          <li key={circle.circleId} className="row apart wrap">
            <Link to={`/groups/${circle.circleId}`} className="name">
              {circle.name}
            </Link>
            <span className="row wrap">
              <Chip>{t(`circles.kind.${circle.kind}`)}</Chip>
              <span className="small">{t('circles.clients', { count: circle.clientIds.length })}</span>
            </span>
          </li>
        ))}
      </ul>
      <CircleDialog open={adding} onClose={() => setAdding(false)} onSaved={(circle) => void navigate(`/groups/${circle.circleId}`)} />
    </div>
  );
}
