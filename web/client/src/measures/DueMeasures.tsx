import { Link } from 'react-router';
import { Button, buttonClass, Card, Notice } from '@shared/ui';
import { dayWords } from '@shared/time/local';
import { currentLanguage } from '@shared/words';
import { useMyWords, useSession } from '../data/session';
import { useBegun, useWaitingMeasures } from '../data/sync';
import type { OpenMeasure } from '../data/types';
import { draftId } from '../offline/drafts';
import { useOpenMeasures } from './due';

/** On Today: the questions that are asked now, and the way to the picture of how it has been going. */
export function DueMeasures() {
  const t = useMyWords();
  const { mine } = useSession();
  const open = useOpenMeasures();
  const waiting = useWaitingMeasures() ?? [];
  const begun = useBegun();
  const refused = waiting.filter((each) => each.state !== 'waiting');
  return (
    <>
      {open.map((measure) => (
        <Due
          key={measure.planId}
          measure={measure}
          begun={begun.has(draftId.measure(measure.planId, measure.slot))}
        />
      ))}
      {waiting.length > refused.length && (
        <p className="small" role="status">
          {t('measure.onPhone')}
        </p>
      )}
      {refused.map((each) => (
        <Notice key={each.seq} tone="need">
          <p>{t('measure.refused', { title: each.name })}</p>
          {each.refusal && <p className="small">{each.refusal}</p>}
          <Button onClick={() => void mine.measures.letGo(each.seq)}>{t('measure.letGo')}</Button>
        </Notice>
      ))}
      <div>
        <Link className={buttonClass('quiet')} to="/progress">
          {t('measure.toProgress')}
        </Link>
      </div>
    </>
  );
}

function Due({ measure, begun }: { measure: OpenMeasure; begun: boolean }) {
  const t = useMyWords();
  const late = Date.parse(measure.dueAt) < Date.now();
  const day = dayWords(new Date(measure.dueAt), currentLanguage());
  return (
    <Card className="col" aria-label={measure.title}>
      <small>
        {t('measure.count', { count: measure.items })} ·{' '}
        {t(late ? 'measure.late' : measure.beforeSession ? 'measure.beforeSession' : 'measure.until', {
          day,
        })}
      </small>
      <h2>{measure.title}</h2>
      <div>
        <Link className={buttonClass()} to={`/measure/${measure.planId}`}>
          {t(begun ? 'today.continue' : 'measure.begin')}
        </Link>
      </div>
    </Card>
  );
}
