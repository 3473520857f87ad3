import { useEffect } from 'react';
import { Link } from 'react-router';
import { announce, buttonClass } from '@shared/ui';
import { useMyWords } from '../data/session';
import type { Draft } from '../offline/drafts';
import { Icon } from '../parts/icons';
import { Page } from '../parts/Page';

/** After saving: the true state, one sentence, and the way back. */
export function Saved({
  draft,
  sent,
  therapist,
}: {
  draft: Draft;
  sent: boolean;
  therapist?: string | undefined;
}) {
  const t = useMyWords();
  const where = sent
    ? therapist
      ? t('saved.sent', { therapist })
      : t('saved.sentNoName')
    : t('saved.phone');
  useEffect(() => announce(where), [where]);
  const calm = draft.outcome === 'decided-not-to' || draft.outcome === 'not-reached';
  return (
    <Page
      name={t('saved.title')}
      title={t('saved.title')}
      above={
        <span className="saved-mark">
          <Icon name="check" size={28} />
        </span>
      }
    >
      <p>{where}</p>
      {calm && <p className="small">{t('saved.decided')}</p>}
      <div className="col">
        <Link className={buttonClass('main', true)} to="/">
          {t('saved.today')}
        </Link>
        {draft.kind !== 'check' && (
          <Link className={buttonClass('quiet', true)} to={sent ? `/journal/${draft.entryId}` : '/journal'}>
            {t('saved.see')}
          </Link>
        )}
      </div>
    </Page>
  );
}
