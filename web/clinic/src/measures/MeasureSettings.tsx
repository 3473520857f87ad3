import { useQuery } from '@tanstack/react-query';
import { api } from '@shared/api';
import { Card, CheckOptions } from '@shared/ui';
import { useWords } from '@shared/words';
import { useMutation } from '@tanstack/react-query';
import { queryClient } from '../app/queries';
import { ErrorNotice } from '../app/ui';
import type { MeasureSettings as Settings } from './data';

const path = '/api/v1/measure-settings';

/** What the owner decides about measures. */
export function MeasureSettings() {
  const t = useWords();
  const settings = useQuery({ queryKey: ['measure-settings'], queryFn: ({ signal }) => api.get<Settings>(path, { signal }) });
  const save = useMutation({
    mutationFn: (commercial: boolean) => api.put<Settings>(path, { version: settings.data?.version ?? 0, commercial, rangeSeenHere: settings.data?.rangeSeenHere ?? false }),
    onSettled: () => Promise.all([queryClient.invalidateQueries({ queryKey: ['measure-settings'] }), queryClient.invalidateQueries({ queryKey: ['measures'] })]),
  });
  return (
    <Card aria-labelledby="measure-settings" className="col">
      <h2 id="measure-settings">{t('measures.settings')}</h2>
      <ErrorNotice error={settings.error ?? save.error} />
      {settings.data && (
        <CheckOptions
          label={t('measures.commercial')}
          help={t('measures.commercialHelp')}
          choices={[{ code: 'yes', label: t('measures.commercialYes') }]}
          value={settings.data.commercial ? ['yes'] : []}
          onChange={(codes) => save.mutate(codes.includes('yes'))}
        />
      )}
    </Card>
  );
}
