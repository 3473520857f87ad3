import { useQuery } from '@tanstack/react-query';
import { api, type components } from '@shared/api';

export type MyPartner = components['schemas']['MyPartner'];

export const partnerPath = '/api/v1/me/partner';

/** What the partner has given, and what one has given; asked for when it is looked at, and not kept on the phone. */
export function usePartner() {
  return useQuery({ queryKey: [partnerPath], queryFn: () => api.get<MyPartner>(partnerPath) });
}
