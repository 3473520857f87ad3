import { currentLanguage, useWords } from '@shared/words';
import { shortDay } from '../app/ui';
import type { Agreement, Plan } from '../app/types';
import { recurrenceWords } from '../session/recurrence';
import { differences } from './compare';

/** Plan fields whose part of the plan has another name. */
const partOf: Record<string, keyof Plan> = { howOften: 'recurrence', howLong: 'minutes' };

/** Earlier versions of the agreement, each with what changed after it. Newest first, as they come. */
export function Versions({ agreements }: { agreements: readonly Agreement[] }) {
  const t = useWords();
  if (agreements.length < 2) return null;
  const words = (field: keyof Plan, plan: Plan): string => {
    switch (field) {
      case 'recurrence':
        return plan.recurrence ? recurrenceWords(plan.recurrence, t, currentLanguage()) : '';
      case 'ifThen':
        return (plan.ifThen ?? []).map((each) => t('preview.ifThen', { if: each.if, then: each.then })).join(' ');
      case 'obstacles':
        return (plan.obstacles ?? []).map((each) => `${each.obstacle} → ${each.coping}`).join('; ');
      case 'skips':
        return (plan.skips ?? []).map((each) => `${t(`planPart.${partOf[each.field] ?? each.field}`)}: ${each.reason}`).join('; ');
      case 'reminder':
        return plan.reminder && plan.reminder !== 'none' ? t('versions.reminder') : '';
      default:
        return plan[field]?.toString() ?? '';
    }
  };
  return (
    <section className="col gap-top no-print" aria-labelledby="versions">
      <h2 id="versions">{t('versions.title')}</h2>
      {agreements.slice(0, -1).map((agreement, index) => {
        const before = agreements[index + 1];
        const found = before ? differences(before.plan, agreement.plan, words) : [];
        return (
          <article key={agreement.version} className="col">
            <h3>{t('versions.step', { before: before?.version ?? 0, after: agreement.version, day: shortDay(new Date(agreement.createdAt)) })}</h3>
            {found.length === 0 ? (
              <p className="small">{t('versions.same')}</p>
            ) : (
              <table className="engagement">
                <thead>
                  <tr>
                    <th scope="col">{t('versions.field')}</th>
                    <th scope="col">{t('versions.before')}</th>
                    <th scope="col">{t('versions.after')}</th>
                  </tr>
                </thead>
                <tbody>
                  {found.map((each) => (
                    <tr key={each.field}>
                      <th scope="row">{t(`planPart.${each.field}`)}</th>
                      <td>{each.before || '–'}</td>
                      <td>{each.after || '–'}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </article>
        );
      })}
    </section>
  );
}
