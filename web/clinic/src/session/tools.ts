import { createContext, useContext } from 'react';
import { activityQuery, queryClient } from '../app/queries';
import type { Activity, SessionScreenData } from '../app/types';

/** What every part of the session screen may look at. */
export interface SessionTools {
  screen: SessionScreenData;
  clientId: string;
  practiceZone: string;
  /** Today in the client's zone. */
  today: string;
  /** Wall time of the next session. */
  nextSession: string | undefined;
}

export const SessionContext = createContext<SessionTools | null>(null);

export function useSessionTools(): SessionTools {
  const tools = useContext(SessionContext);
  if (!tools) throw new Error('used outside the session screen');
  return tools;
}

/** The whole activity, from the cache where it is there. */
export function fetchActivity(activityId: string, version?: number): Promise<Activity> {
  return queryClient.fetchQuery(activityQuery(activityId, version));
}
