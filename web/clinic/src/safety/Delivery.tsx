import { useQuery } from '@tanstack/react-query';
import { api, type components } from '@shared/api';
import { Notice } from '@shared/ui';
import { useWords } from '@shared/words';
import { shortMoment } from '../app/ui';

type State = components['schemas']['Delivery'];

export function useDelivery() {
  return useQuery({
    queryKey: ['delivery'],
    queryFn: ({ signal }) => api.get<State>('/api/v1/practice/delivery', { signal }),
    refetchInterval: 60_000,
  });
}

/** On every screen of every member while messages about alerts cannot leave: then only the app shows them. */
export function DeliveryBanner() {
  const t = useWords();
  const state = useDelivery().data;
  if (state?.mail !== 'stuck') return null;
  return (
    <Notice tone="need" live>
      <p className="notice-title">{t('delivery.stuck')}</p>
      <p className="small">
        {t('delivery.stuckText', { since: state.since ? shortMoment(new Date(state.since)) : '' })}
      </p>
    </Notice>
  );
}
