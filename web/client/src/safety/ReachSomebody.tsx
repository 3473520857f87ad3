import { Link } from 'react-router';
import { buttonClass, Card } from '@shared/ui';
import { clockWords } from '@shared/time/local';
import { currentLanguage } from '@shared/words';
import { useMyWords } from '../data/session';
import { Page } from '../parts/Page';
import { MyPlan, Numbers, WhoLooks } from '../screens/Help';

/**
 * After an answer that needs a person: whom to reach now, at once and without a connection, and the true state of
 * delivery, never more. It blocks nothing and says nothing about what the answer means.
 */
export function ReachSomebody({ receivedAt }: { receivedAt: Date | null }) {
  const t = useMyWords();
  return (
    <Page name={t('reach.title')} title={t('reach.title')}>
      <p>{t('reach.text')}</p>
      <Numbers />
      <Card className="col">
        <p role="status">
          {receivedAt
            ? t('reach.sent', { time: clockWords(receivedAt, currentLanguage()) })
            : t('reach.notYet')}
        </p>
        <WhoLooks />
      </Card>
      <MyPlan />
      <Link className={buttonClass('quiet', true)} to="/">
        {t('app.backToday')}
      </Link>
    </Page>
  );
}
