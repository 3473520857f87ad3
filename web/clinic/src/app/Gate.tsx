// The way in: signed in or not, and the dialog that asks again over the screen when a sign-in has ended.
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError, api, onSignedOut } from '@shared/api';
import { Button, Dialog, Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import { SignIn } from '../access/SignIn';
import { SignInForm } from '../access/SignInForm';
import { Door } from '../access/Door';
import { clearDrafts, useWarnOnLeaving } from '../session/drafts';
import { forget, useHanded } from '../measures/lock';
import { useIdle } from './idle';
import { MeContext } from './me';
import { keys, queryClient, useMe } from './queries';
import { Shell } from './Shell';
import type { Me } from './types';
import { ErrorNotice, Waiting } from './ui';

const HandedTablet = lazy(() => import('../measures/Tablet').then((m) => ({ default: m.HandedTablet })));

export function Gate() {
  const t = useWords();
  const me = useMe();
  const [ended, setEnded] = useState(false);
  const [turn, setTurn] = useState(0);
  const navigate = useNavigate();
  const handed = useHanded();
  useWarnOnLeaving();

  const known = me.data;
  useEffect(() => onSignedOut(() => queryClient.getQueryData(keys.me) && setEnded(true)), []);
  const onIdle = useCallback(() => {
    setEnded(true);
    void api.post('/api/v1/sign-out').catch(() => undefined);
  }, []);
  const keepAlive = useCallback(() => void api.get('/api/v1/me').catch(() => undefined), []);
  useIdle(Boolean(known) && !ended, onIdle, keepAlive);

  const back = useCallback(
    (next: Me) => {
      // Another person at this screen must not find what the last one typed.
      if (next.accountId !== known?.accountId) {
        clearDrafts();
        queryClient.clear();
        void navigate('/');
      }
      queryClient.setQueryData(keys.me, next);
      setEnded(false);
      void queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
    },
    [known?.accountId, navigate],
  );
  const leave = useCallback(() => {
    clearDrafts();
    queryClient.clear();
    setEnded(false);
    forget();
    void navigate('/');
    void me.refetch();
  }, [me, navigate]);

  if (!known) {
    if (me.error instanceof ApiError && me.error.signedOut) return <SignIn />;
    if (me.error) {
      return (
        <Door title={t('door.unreached')}>
          <ErrorNotice error={me.error} again={() => void me.refetch()} />
        </Door>
      );
    }
    return <Waiting />;
  }
  if (!known.roles.includes('therapist') && !known.roles.includes('owner')) {
    return (
      <Door title={t('door.clientSide')}>
        <Notice tone="go">
          {t('door.clientSideText')} <a href="/app/">{t('door.clientSideLink')}</a>
        </Notice>
      </Door>
    );
  }
  return (
    <MeContext value={known}>
      <div className={ended ? 'veiled' : undefined} inert={ended}>
        {handed ? (
          <Suspense fallback={<Waiting />}>
            <HandedTablet handed={handed} />
          </Suspense>
        ) : (
          <Shell onLeft={leave} />
        )}
      </div>
      {/* Escape may not leave a veiled screen with nothing on it: a dialog that was closed anyway opens anew. */}
      <Dialog key={turn} open={ended} onClose={() => setTurn(turn + 1)} title={t('signIn.again')}>
        <p>{t('signIn.againText')}</p>
        <SignInForm onDone={back} />
        <Button kind="quiet" onClick={leave}>
          {t('signIn.leave')}
        </Button>
      </Dialog>
    </MeContext>
  );
}
