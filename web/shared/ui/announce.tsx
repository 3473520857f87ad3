import { useSyncExternalStore } from 'react';

let message = '';
let turn = 0;
const listeners = new Set<() => void>();

/** Says a short status message to screen readers without moving the focus. The same words twice are said twice. */
export function announce(words: string): void {
  turn += 1;
  message = turn % 2 ? words : `${words}\u00a0`;
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Once per app, near the root. */
export function LiveRegion() {
  const words = useSyncExternalStore(subscribe, () => message);
  return (
    <div role="status" aria-live="polite" className="hidden-text">
      {words}
    </div>
  );
}
