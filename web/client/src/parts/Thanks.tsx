import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';
import { announce, buttonClass } from '@shared/ui';
import { useMyWords } from '../data/session';
import { Icon } from './icons';
import { Page } from './Page';

/** After something was written down: where it is now, in true words, and the way back. */
export function Thanks({
  title,
  sent,
  therapist,
  more,
  children,
}: {
  title: string;
  /** The server has it; otherwise it lies on this phone. */
  sent: boolean;
  therapist?: string | undefined;
  /** What else is to say. */
  more?: ReactNode;
  /** Further ways to go. */
  children?: ReactNode;
}) {
  const t = useMyWords();
  const where = sent
    ? therapist
      ? t('saved.sent', { therapist })
      : t('saved.sentNoName')
    : t('saved.phone');
  useEffect(() => announce(where), [where]);
  return (
    <Page
      name={title}
      title={title}
      above={
        <span className="saved-mark">
          <Icon name="check" size={28} />
        </span>
      }
    >
      <p>{where}</p>
      {more}
      <div className="col">
        <Link className={buttonClass('main', true)} to="/">
          {t('saved.today')}
        </Link>
        {children}
      </div>
    </Page>
  );
}
