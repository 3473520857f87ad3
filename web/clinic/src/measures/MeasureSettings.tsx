import { useState } from 'react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api, type components } from '@shared/api';
import { Button, Card, CheckOptions, Dialog } from '@shared/ui';
import { useWords } from '@shared/words';
import { queryClient } from '../app/queries';
import { ErrorNotice, shortDay } from '../app/ui';
import { PracticeRules } from './AlertRules';
import { ImportMeasure } from './ImportMeasure';
import type { MeasureSettings as Settings } from './data';

type Input = components['schemas']['MeasureSettingsInput'];
const path = '/api/v1/measure-settings';

/** What the owner decides about measures. */
export function MeasureSettings() {
  const t = useWords();
  const settings = useQuery({ queryKey: ['measure-settings'], queryFn: ({ signal }) => api.get<Settings>(path, { signal }) });
  const [reading, setReading] = useState(false);
  const save = useMutation({
    mutationFn: (input: Omit<Input, 'version'>) => api.put<Settings>(path, { version: settings.data?.version ?? 0, ...input }),
    onSettled: () => Promise.all([queryClient.invalidateQueries({ queryKey: ['measure-settings'] }), queryClient.invalidateQueries({ queryKey: ['measures'] })]),
  });
  const now = settings.data;
  return (
    <Card aria-labelledby="measure-settings" className="col">
      <h2 id="measure-settings">{t('measures.settings')}</h2>
      <ErrorNotice error={settings.error ?? save.error} />
      {now && (
        <>
          <CheckOptions
            label={t('measures.commercial')}
            help={t('measures.commercialHelp')}
            choices={[{ code: 'yes', label: t('measures.commercialYes') }]}
            value={now.commercial ? ['yes'] : []}
            onChange={(codes) => save.mutate({ commercial: codes.includes('yes'), rangeSeenHere: now.rangeSeenHere })}
          />
          <CheckOptions
            label={t('measures.range')}
            help={t('measures.rangeHelp')}
            choices={[{ code: 'yes', label: t('measures.rangeYes') }]}
            value={now.rangeSeenHere ? ['yes'] : []}
            onChange={(codes) => (codes.includes('yes') ? setReading(true) : save.mutate({ commercial: now.commercial, rangeSeenHere: false }))}
          />
          {now.noticeReadAt && <p className="small">{t('measures.noticeRead', { day: shortDay(new Date(now.noticeReadAt)) })}</p>}
          <PracticeRules />
          <ImportMeasure />
          <Dialog open={reading} onClose={() => setReading(false)} title={t('measures.noticeTitle')}>
            <p>{t('measures.notice1')}</p>
            <p>{t('measures.notice2')}</p>
            <p>{t('measures.notice3')}</p>
            <div className="row end">
              <Button kind="quiet" onClick={() => setReading(false)}>
                {t('cancel')}
              </Button>
              <Button
                kind="main"
                onClick={() => {
                  setReading(false);
                  save.mutate({ commercial: now.commercial, rangeSeenHere: true, noticeRead: true });
                }}
              >
                {t('measures.noticeAccept')}
              </Button>
            </div>
          </Dialog>
        </>
      )}
    </Card>
  );
}
