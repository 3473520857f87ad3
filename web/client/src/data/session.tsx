import { createContext, useContext } from 'react';
import { useWords } from '@shared/words';
import type { Mine } from './phone';
import type { Me } from './types';

export interface Session {
  me: Me;
  mine: Mine;
}

export const SessionContext = createContext<Session | null>(null);

/** The client who is signed in; only used below the sign-in gate. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no session here');
  return session;
}

/** The words with the client's own noun filled in. */
export function useMyWords() {
  const t = useWords();
  const noun = useContext(SessionContext)?.me.client?.noun ?? '';
  return (key: string, values: Record<string, unknown> = {}): string => t(key, { noun, ...values });
}
