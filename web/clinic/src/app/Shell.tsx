import { Suspense } from 'react';
import { NavLink, Outlet, useMatch, useNavigate } from 'react-router';
import { api } from '@shared/api';
import { LiveRegion } from '@shared/ui';
import { useWords } from '@shared/words';
import { useSignedIn } from './me';
import { ShortcutLayer, useShortcuts } from './shortcuts';
import { DeliveryBanner } from '../safety/Delivery';
import { Waiting } from './ui';

const places = [
  { to: '/', words: 'nav.caseload', end: true },
  { to: '/groups', words: 'nav.groups', end: false },
  { to: '/insight', words: 'nav.insight', end: false },
  { to: '/library', words: 'nav.library', end: false },
  { to: '/practice', words: 'nav.practice', end: false },
] as const;

/** The frame around every screen: a quiet side on wide windows, a line on top of narrow ones. */
export function Shell({ onLeft }: { onLeft: () => void }) {
  const t = useWords();
  const me = useSignedIn();
  const navigate = useNavigate();
  const inSession = useMatch('/clients/:clientId/session') !== null;
  const printing = useMatch('/clients/:clientId/assignments/:assignmentId/print') !== null;
  useShortcuts([
    { keys: 'g c', words: 'shortcuts.caseload', run: () => void navigate('/') },
    { keys: 'g g', words: 'shortcuts.groups', run: () => void navigate('/groups') },
    { keys: 'g i', words: 'shortcuts.insight', run: () => void navigate('/insight') },
    { keys: 'g l', words: 'shortcuts.library', run: () => void navigate('/library') },
    { keys: 'g p', words: 'shortcuts.practice', run: () => void navigate('/practice') },
  ]);
  const leave = async () => {
    await api.post('/api/v1/sign-out').catch(() => undefined);
    onLeft();
  };
  return (
    <div className={inSession || printing ? 'shell bare' : 'shell'}>
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      {!printing && (
        <header className="side">
          <p className="brand">
            Intersession
            {me.practice.demo && <span className="chip info">{t('nav.demo')}</span>}
          </p>
          <nav aria-label={t('nav.main')}>
            {places.map((place) => (
              <NavLink key={place.to} to={place.to} end={place.end} className="side-link">
                {t(place.words)}
              </NavLink>
            ))}
          </nav>
          <div className="side-foot">
            <p className="small">
              {me.member?.name}
              <br />
              {me.practice.name}
            </p>
            <ShortcutLayer />
            <button type="button" className="link-button" onClick={() => void leave()}>
              {t('nav.signOut')}
            </button>
          </div>
        </header>
      )}
      <main id="content" tabIndex={-1} className="content">
        {!printing && <DeliveryBanner />}
        <Suspense fallback={<Waiting />}>
          <Outlet />
        </Suspense>
      </main>
      <LiveRegion />
    </div>
  );
}
