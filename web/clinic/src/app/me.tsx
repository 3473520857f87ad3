// Who is signed in, for every screen below the gate.
import { createContext, useContext } from 'react';
import type { Me } from './types';

export const MeContext = createContext<Me | null>(null);

export function useSignedIn(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error('used outside the signed-in part of the app');
  return me;
}

export function useIsOwner(): boolean {
  return useSignedIn().roles.includes('owner');
}
