import { Link } from 'react-router';
import { useWords } from '@shared/words';
import { keys, queryClient, useHelp, useSetUpNeeded } from '../app/queries';
import { Door } from './Door';
import { SignInForm } from './SignInForm';
import { Notice } from '@shared/ui';

export function SignIn() {
  const t = useWords();
  const needed = useSetUpNeeded().data?.needed ?? false;
  // The help numbers are public, and only the demo's are placeholders.
  const demo = useHelp().data?.placeholder ?? false;
  return (
    <Door title={t('signIn.title')} intro={t('signIn.intro')}>
      {needed && (
        <Notice tone="go">
          <p className="notice-title">{t('signIn.fresh')}</p>
          <p className="small">
            {t('signIn.freshHow')} <Link to="/set-up">{t('signIn.freshLink')}</Link>
          </p>
        </Notice>
      )}
      {demo && (
        <Notice tone="go">
          <p className="notice-title">{t('signIn.demo')}</p>
          <p className="small">{t('signIn.demoHow')}</p>
        </Notice>
      )}
      <SignInForm onDone={(me) => queryClient.setQueryData(keys.me, me)} />
    </Door>
  );
}
