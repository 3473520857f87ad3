// How long the session screen stood on each step, in memory: what the minutes of a session are first filled in with.
import { useEffect } from 'react';
import type { Step } from './drafts';

export interface Spent {
  /** Seconds on looking at homework. */
  review: number;
  /** Seconds on designing and planning it. */
  assign: number;
}

const spent = new Map<string, Spent>();

export function spentIn(sessionId: string): Spent {
  return spent.get(sessionId) ?? { review: 0, assign: 0 };
}

export function addSpent(sessionId: string, step: Step, seconds: number): void {
  const before = spentIn(sessionId);
  spent.set(sessionId, step === 'review' ? { ...before, review: before.review + seconds } : { ...before, assign: before.assign + seconds });
}

/** Whole minutes on top of those that were kept before, such as on another screen; nothing where there are none. */
export function minutesOf(seconds: number, before: number | undefined): number | null {
  const minutes = (before ?? 0) + Math.round(seconds / 60);
  return minutes > 0 || before !== undefined ? Math.min(600, minutes) : null;
}

const tick = 5;

/** Counts while the session is open and its screen is looked at. */
export function useSpent(sessionId: string | undefined, step: Step): void {
  useEffect(() => {
    if (!sessionId) return;
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') addSpent(sessionId, step, tick);
    }, tick * 1000);
    return () => window.clearInterval(timer);
  }, [sessionId, step]);
}
