import { useQuery } from '@tanstack/react-query';
import { api, type components } from '@shared/api';
import { Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import { keys, paths } from '../app/queries';
import { shortDay } from '../app/ui';

type One = components['schemas']['WorseningList']['worsenings'][number];

/** What got worse while something was worked on, before the next thing is agreed. Facts with their dates, no reason. */
export function Worsening({ clientId }: { clientId: string }) {
  const t = useWords();
  const found = useQuery({
    queryKey: [...keys.client(clientId), 'worsening'],
    queryFn: async ({ signal }) =>
      (await api.get<{ worsenings: One[] }>(`${paths.client(clientId)}/worsening`, { signal })).worsenings,
  }).data;
  if (!found || found.length === 0) return null;
  return (
    <Notice tone="need">
      <p className="notice-title">{t('worsening.title')}</p>
      <ul className="small">
        {found.map((each) => (
          <li key={`${each.activityId}/${each.measure}`}>
            {t('worsening.line', {
              measure: each.measure,
              before: each.before,
              after: each.after,
              from: shortDay(new Date(each.beforeAt)),
              until: shortDay(new Date(each.afterAt)),
              name: each.name,
            })}{' '}
            {each.least !== undefined && t('worsening.least', { least: each.least, source: each.source ?? '' })}
          </li>
        ))}
      </ul>
      <p className="small">{t('worsening.note')}</p>
    </Notice>
  );
}
