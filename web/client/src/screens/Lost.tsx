import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { Button, buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { mineOf } from '../data/phone';
import type { Me } from '../data/types';
import { useScreen } from '../parts/Page';

/** No sign-in here (any more): what to do about it, and that nothing on the phone is lost by it. */
export function Lost({ me, onRetry }: { me: Me | null; onRetry: () => void }) {
  const t = useWords();
  const heading = useScreen(t('lost.title'));
  const [waiting, setWaiting] = useState(0);
  useEffect(() => {
    if (!me) return;
    mineOf(me)
      .then(
        async (mine) =>
          (await mine.outbox.list()).length +
          (await mine.measures.list()).length +
          (await mine.checks.list()).length,
      )
      .then(setWaiting, () => undefined);
  }, [me]);
  return (
    <main id="content" className="content quiet-page col loose">
      <h1 ref={heading} tabIndex={-1}>
        {t('lost.title')}
      </h1>
      <p>{t('lost.text')}</p>
      {waiting > 0 && <p>{t('lost.waiting', { count: waiting })}</p>}
      <div className="row wrap">
        <Button onClick={onRetry}>{t('lost.retry')}</Button>
        <Link className={buttonClass('quiet')} to="/help">
          {t('nav.help')}
        </Link>
      </div>
      <p className="small">{t('welcome.nobody')}</p>
    </main>
  );
}
