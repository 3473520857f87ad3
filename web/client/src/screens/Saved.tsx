import { Link } from 'react-router';
import { buttonClass } from '@shared/ui';
import { useMyWords } from '../data/session';
import type { Draft } from '../offline/drafts';
import { Thanks } from '../parts/Thanks';

/** After saving an entry. */
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
  const calm = draft.outcome === 'decided-not-to' || draft.outcome === 'not-reached';
  return (
    <Thanks
      title={t('saved.title')}
      sent={sent}
      therapist={therapist}
      more={calm && <p className="small">{t('saved.decided')}</p>}
    >
      {draft.kind !== 'check' && (
        <Link className={buttonClass('quiet', true)} to={sent ? `/journal/${draft.entryId}` : '/journal'}>
          {t('saved.see')}
        </Link>
      )}
    </Thanks>
  );
}
