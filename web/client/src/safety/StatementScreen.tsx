import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Button, Notice, buttonClass } from '@shared/ui';
import { useMyWords } from '../data/session';
import { Page } from '../parts/Page';
import { Numbers, WhoLooks } from '../screens/Help';
import { useStatement } from './statement';

/** Who reads what is written here, and when: read and confirmed once, and again after a while. */
export function StatementScreen() {
  const navigate = useNavigate();
  return <ReadStatement onRead={() => void navigate('/', { replace: true })} />;
}

/** The same before a questionnaire that asks about safety. */
export function ReadStatement({ onRead, later = false }: { onRead: () => void; later?: boolean }) {
  const t = useMyWords();
  const { confirm } = useStatement();
  const [busy, setBusy] = useState(false);
  const read = async () => {
    setBusy(true);
    await confirm();
    onRead();
  };
  return (
    <Page name={t('statement.title')} title={t('statement.title')}>
      <p>{t('statement.when')}</p>
      <WhoLooks />
      <p>{t('statement.contact')}</p>
      <p>{t('statement.ownWords')}</p>
      <Numbers />
      <div className="col">
        <Button kind="main" wide disabled={busy} onClick={() => void read()}>
          {t('statement.read')}
        </Button>
        {later && (
          <Link className={buttonClass('quiet', true)} to="/">
            {t('flow.later')}
          </Link>
        )}
      </div>
    </Page>
  );
}

/** On Today once it is time to read it again. */
export function StatementAgain() {
  const t = useMyWords();
  const { due } = useStatement();
  if (!due) return null;
  return (
    <Notice>
      {t('statement.again')}{' '}
      <Link to="/statement">{t('statement.open')}</Link>
    </Notice>
  );
}
