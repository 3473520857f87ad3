import { Chip } from '@shared/ui';
import { Link } from 'react-router';
import { useWaiting } from '../data/sync';
import { useMyWords } from '../data/session';

/** The true state of what was saved: with the therapist, only on this phone, or in need of a look. */
export function SavedState({ therapist }: { therapist?: string | undefined }) {
  const t = useMyWords();
  const waiting = useWaiting();
  if (!waiting) return null;
  const stuck = waiting.find((each) => each.state !== 'waiting');
  if (stuck) {
    return (
      <Link className="plain-link" to={`/journal/${stuck.entryId}`}>
        <Chip tone="need">{t(stuck.state === 'conflict' ? 'state.conflict' : 'state.refused')}</Chip>
      </Link>
    );
  }
  return (
    <span role="status">
      {waiting.length > 0 ? (
        <Chip tone="info">{t('state.onPhone', { count: waiting.length })}</Chip>
      ) : (
        <Chip tone="go">
          <span aria-hidden="true">✓</span>
          {therapist ? t('state.all', { therapist }) : t('state.allNoName')}
        </Chip>
      )}
    </span>
  );
}
