import { useQuery } from '@tanstack/react-query';
import { api } from '@shared/api';
import type { SafetyPlan } from '@shared/safety';
import { keys, paths } from '../app/queries';

export const safetyPlanPath = (clientId: string) => `${paths.client(clientId)}/safety-plan`;

export function useSafetyPlan(clientId: string) {
  return useQuery({
    queryKey: [...keys.client(clientId), 'safety-plan'],
    queryFn: ({ signal }) => api.get<SafetyPlan>(safetyPlanPath(clientId), { signal }),
  });
}
