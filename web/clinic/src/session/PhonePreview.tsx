import { currentLanguage, useWords } from '@shared/words';
import type { Activity } from '../app/types';
import type { SessionDraft, Work } from './drafts';
import { isHidden } from './plan-policy';
import { recurrenceProblems, recurrenceWords, toRecurrence } from './recurrence';
import { useSessionTools } from './tools';

/** What the client will find on the phone, while it is being agreed. A picture of the app, no controls. */
export function PhonePreview({ work, activity, noun, agreed }: { work: Work | null; activity: Activity | undefined; noun: string; agreed: SessionDraft['agreed'] }) {
  const t = useWords();
  const { screen } = useSessionTools();
  const name = screen.client.callName;
  const plan = work?.plan;
  const often = plan && activity && !isHidden(activity, 'howOften') && recurrenceProblems(plan.recurrence).length === 0 ? recurrenceWords(toRecurrence(plan.recurrence), t, currentLanguage()) : '';
  const firstIf = plan?.ifThen.find((each) => each.if.trim() && each.then.trim());
  return (
    <aside className="phone-side" aria-label={t('preview.title', { name })}>
      <div className="phone-frame col">
        <p className="small">{t('preview.title', { name })}</p>
        {plan && activity ? (
          <>
            <p className="small">{[t('preview.your', { noun }), plan.minutes && !isHidden(activity, 'howLong') ? t('minutes', { count: plan.minutes }) : ''].filter(Boolean).join(' · ')}</p>
            <p className="phone-what">{plan.what || activity.clientName}</p>
            {work.design.clientRationale && (
              <div className="why">
                <p className="small">{t('preview.why')}</p>
                <p className="voice">“{work.design.clientRationale}”</p>
              </div>
            )}
            {(often || plan.where || plan.when) && <p className="small">{[often, plan.when, plan.where].filter(Boolean).join(' · ')}</p>}
            {firstIf && <p className="small">{t('preview.ifThen', { if: firstIf.if, then: firstIf.then })}</p>}
            {plan.smallest && <p className="small">{t('preview.smallest', { smallest: plan.smallest })}</p>}
            {plan.reminder === 'once' && !isHidden(activity, 'reminder') && <p className="small">{t('preview.reminder')}</p>}
            <p className="phone-button" aria-hidden="true">
              {t('preview.agree')}
            </p>
            <p className="small">{t('preview.waiting', { name })}</p>
          </>
        ) : (
          <Nothing agreed={agreed} />
        )}
      </div>
      {screen.client.access !== 'signed-in' && <p className="small">{t('preview.notConnected', { name })}</p>}
    </aside>
  );
}

/** Nothing in the making: what was agreed today is on the phone already. */
function Nothing({ agreed }: { agreed: SessionDraft['agreed'] }) {
  const t = useWords();
  if (agreed.length === 0) return <p className="muted">{t('preview.nothing')}</p>;
  return (
    <ul className="plain col">
      {agreed.map((each) => (
        <li key={each.assignmentId}>
          <p className="phone-what">{each.what}</p>
          <p className="small">{t(each.waits ? 'preview.waits' : 'preview.there')}</p>
        </li>
      ))}
    </ul>
  );
}
