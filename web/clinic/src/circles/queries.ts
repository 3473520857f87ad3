// Groups and couples: what the screens read, and what is read again after a write.
import { useQuery } from '@tanstack/react-query';
import { api, type components } from '@shared/api';
import { queryClient, refreshClient } from '../app/queries';

type Schemas = components['schemas'];
export type Circle = Schemas['Circle'];
export type CircleInput = Schemas['CircleInput'];
export type CircleRow = Schemas['CircleRow'];
export type CircleSession = Schemas['CircleSession'];
export type CircleSessionInput = Schemas['CircleSessionInput'];
export type JointCheckInput = Schemas['JointCheckInput'];
export type JointPlanInput = Schemas['JointPlanInput'];
export type CircleClient = Circle['clients'][number];

const base = '/api/v1/circles';
const keys = { list: ['circles'], one: (circleId: string) => ['circles', circleId] };
export const circlePaths = {
  one: (circleId: string) => `${base}/${circleId}`,
  session: (circleId: string, id: string) => `${base}/${circleId}/sessions/${id}`,
  check: (circleId: string, id: string) => `${base}/${circleId}/checks/${id}`,
  plan: (circleId: string, id: string) => `${base}/${circleId}/plans/${id}`,
};

export function useCircles() {
  return useQuery({
    queryKey: keys.list,
    queryFn: async ({ signal }) => (await api.get<Schemas['CircleList']>(base, { signal })).circles,
  });
}

export function useCircle(circleId: string, enabled = true) {
  return useQuery({
    queryKey: keys.one(circleId),
    queryFn: ({ signal }) => api.get<Circle>(circlePaths.one(circleId), { signal }),
    enabled,
  });
}

/** A write answers with the circle as it is now; its clients' own screens are read again. */
export async function keepCircle(circle: Circle): Promise<void> {
  queryClient.setQueryData(keys.one(circle.circleId), circle);
  await queryClient.invalidateQueries({ queryKey: keys.list, exact: true });
  await Promise.all(circle.clients.map((client) => refreshClient(client.clientId)));
}

/** The clients of a circle who have something to look at together, in its order. */
export const toReview = (circle: Circle): CircleClient[] => circle.clients.filter((client) => client.toReview > 0);
