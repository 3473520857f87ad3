import { Link, useRouteError } from 'react-router';
import { buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { PageTitle } from './ui';

export function NotFound() {
  const t = useWords();
  return (
    <div className="col loose narrow">
      <PageTitle>{t('notFound.title')}</PageTitle>
      <p>{t('notFound.text')}</p>
      <p>
        <Link className={buttonClass('main')} to="/">
          {t('nav.caseload')}
        </Link>
      </p>
    </div>
  );
}

/** A bug in a screen. The words stay general: the error itself may hold clinical text. */
export function ScreenError() {
  const t = useWords();
  useRouteError();
  return (
    <main className="door">
      <div className="door-sheet">
        <h1>{t('screenError.title')}</h1>
        <p>{t('screenError.text')}</p>
        <p>
          <a className={buttonClass('main')} href="/clinic/">
            {t('nav.caseload')}
          </a>
        </p>
      </div>
    </main>
  );
}
