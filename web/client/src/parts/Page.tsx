import { useEffect, useRef, type ReactNode } from 'react';
import { NavLink } from 'react-router';
import { useWords } from '@shared/words';
import { Icon, type IconName } from './icons';

/** Names the browser tab and moves the focus to the heading, so that a screen reader says where one is. */
export function useScreen(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const t = useWords();
  const app = t('app.name');
  useEffect(() => {
    document.title = `${title} · ${app}`;
  }, [title, app]);
  useEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return heading;
}

export interface PageProps {
  title: ReactNode;
  /** For the browser's tab when the title is more than words. */
  name: string;
  above?: ReactNode;
  aside?: ReactNode;
  /** Under the heading, such as the saved state. */
  below?: ReactNode;
  children: ReactNode;
  wide?: boolean;
}

/** A screen with the main navigation. */
export function Page({ title, name, above, aside, below, children, wide = false }: PageProps) {
  const heading = useScreen(name);
  return (
    <div className="page">
      <MainNav />
      <main id="content" className={wide ? 'content wide' : 'content'}>
        <header className="page-head">
          <div>
            {above}
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
          </div>
          {aside}
          {below && <div className="below">{below}</div>}
        </header>
        {children}
      </main>
    </div>
  );
}

const places: { to: string; icon: IconName; word: string }[] = [
  { to: '/', icon: 'today', word: 'nav.today' },
  { to: '/plan', icon: 'plan', word: 'nav.plan' },
  { to: '/journal', icon: 'journal', word: 'nav.journal' },
  { to: '/help', icon: 'help', word: 'nav.help' },
];

function MainNav() {
  const t = useWords();
  return (
    <nav className="main-nav" aria-label={t('nav.label')}>
      {places.map((place) => (
        <NavLink
          key={place.to}
          to={place.to}
          end={place.to === '/'}
          className={place.icon === 'help' ? 'help' : undefined}
        >
          <Icon name={place.icon} />
          <span>{t(place.word)}</span>
        </NavLink>
      ))}
    </nav>
  );
}
