import { Chip, type Tone } from '@shared/ui';
import { currentLanguage, useWords } from '@shared/words';
import { wallDate } from '@shared/time/local';
import type { CaseloadRow, Reason } from '../app/types';
import { shortDay, shortMoment } from '../app/ui';

const tones: Record<Reason['kind'], Tone> = {
  'alert-open': 'need',
  obstacle: 'need',
  'outside-range': 'info',
  'not-reviewed': 'info',
  'not-started': 'info',
  'agreement-waits': 'info',
  'no-entry': 'info',
  'measure-waits': 'plain',
  'no-homework': 'plain',
  'not-connected': 'plain',
  'session-soon': 'go',
};

/** A reason as a sentence; the client's own words stay the client's. */
export function useReasonWords() {
  const t = useWords();
  const language = currentLanguage();
  return (reason: Reason, row: Pick<CaseloadRow, 'nextSession' | 'name'>): string => {
    const since = reason.since ? shortDay(new Date(reason.since), language) : '';
    const count = reason.count ?? 1;
    const measure = reason.measure ?? '';
    switch (reason.kind) {
      case 'alert-open':
        return t('reason.alertOpen', { count, since });
      case 'outside-range':
        return t('reason.outsideRange', { count, measure, n: reason.clients ?? 0 });
      case 'no-entry':
        return t('reason.noEntry', { count, since });
      case 'measure-waits':
        return t('reason.measureWaits', { count, measure, since });
      case 'obstacle':
        return reason.text ? t('reason.obstacleSaid', { text: reason.text, count }) : t('reason.obstacle', { count });
      case 'not-reviewed':
        return since ? t('reason.notReviewedSince', { count, since }) : t('reason.notReviewed', { count });
      case 'not-started':
        return since ? t('reason.notStartedSince', { since }) : t('reason.notStarted');
      case 'agreement-waits':
        return t('reason.agreementWaits');
      case 'no-homework':
        return t('reason.noHomework');
      case 'not-connected':
        return t('reason.notConnected');
      case 'session-soon':
        return row.nextSession ? t('reason.sessionAt', { when: shortMoment(wallDate(row.nextSession.startsAt), language) }) : t('reason.sessionSoon');
    }
  };
}

/** The most pressing reason as a chip, the others quietly behind it. */
export function Reasons({ row }: { row: CaseloadRow }) {
  const t = useWords();
  const words = useReasonWords();
  // When the session is, the next column says.
  const [first, ...others] = row.reasons.filter((reason, index) => index === 0 || reason.kind !== 'session-soon');
  if (!first) return <Chip tone="go">{t('reason.none')}</Chip>;
  return (
    <div className="reasons">
      <Chip tone={tones[first.kind]}>{words(first, row)}</Chip>
      {others.length > 0 && <span className="small">{others.map((reason) => words(reason, row)).join(' · ')}</span>}
    </div>
  );
}
