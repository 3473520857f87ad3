import { useEffect, useState } from 'react';

/** Whole minutes since the session was opened; moves once a minute. */
export function useMinutes(openedAt: string | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!openedAt) return;
    const timer = window.setInterval(() => setNow(Date.now()), 30_000);
    return () => window.clearInterval(timer);
  }, [openedAt]);
  return openedAt ? Math.max(0, Math.floor((now - Date.parse(openedAt)) / 60_000)) : 0;
}
