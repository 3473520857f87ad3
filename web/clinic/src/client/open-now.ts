import type { Session } from '../app/types';

/** As long as the server counts a session that nobody closed as the one of the moment. */
const sameDay = 18 * 60 * 60 * 1000;

/** The session that is open now. One that was left open on another day is over, though nobody said so. */
export function openNow<T extends Pick<Session, 'state' | 'openedAt' | 'startsAtInstant'>>(sessions: readonly T[], now: number): T | undefined {
  const began = (session: T) => Date.parse(session.openedAt ?? session.startsAtInstant);
  return sessions.filter((session) => session.state === 'open' && began(session) > now - sameDay).sort((a, b) => began(b) - began(a))[0];
}
