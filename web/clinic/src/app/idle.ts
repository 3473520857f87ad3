import { useEffect } from 'react';

export const idleMinutes = 15;
const beat = 4 * 60_000;

/**
 * Ends what is on the screen after 15 minutes without a key or a touch, and keeps the server's own clock going while
 * somebody types without saving: thinking with a client for a quarter of an hour is no idleness.
 */
export function useIdle(active: boolean, onIdle: () => void, keepAlive: () => void): void {
  useEffect(() => {
    if (!active) return;
    let touched = Date.now();
    let asked = Date.now();
    const touch = () => (touched = Date.now());
    const events = ['keydown', 'pointerdown', 'wheel'] as const;
    events.forEach((name) => window.addEventListener(name, touch, { passive: true, capture: true }));
    const timer = window.setInterval(() => {
      const now = Date.now();
      if (now - touched >= idleMinutes * 60_000) onIdle();
      else if (now - asked >= beat && touched > asked) {
        asked = now;
        keepAlive();
      }
    }, 10_000);
    return () => {
      events.forEach((name) => window.removeEventListener(name, touch, { capture: true }));
      window.clearInterval(timer);
    };
  }, [active, onIdle, keepAlive]);
}
