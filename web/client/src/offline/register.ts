// Registers the service worker. Its address is the only thing in the app that needs a Trusted Types policy.

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): unknown };
}

const workerUrl = `${import.meta.env.BASE_URL}sw.js`;
const listeners = new Set<() => void>();
let waiting: ServiceWorker | null = null;

function trusted(url: string): string {
  const factory = (window as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!factory) return url;
  const policy = factory.createPolicy('intersession-sw', {
    createScriptURL: (asked) => {
      if (asked !== workerUrl) throw new TypeError('only the service worker');
      return asked;
    },
  });
  return policy.createScriptURL(url) as string;
}

/** Starts the worker once the page is there. Without one (private mode, old browser) the app works, only not offline. */
export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register(trusted(workerUrl), {
      scope: import.meta.env.BASE_URL,
    });
    const note = () => {
      if (registration.waiting && navigator.serviceWorker.controller) {
        waiting = registration.waiting;
        listeners.forEach((listener) => listener());
      }
    };
    note();
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', note);
    });
  } catch {
    // Nothing depends on it.
  }
}

/** Is a newer version of the app waiting? For useSyncExternalStore. */
export const newerVersion = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  get: () => waiting !== null,
  /** Starts the newer version; the page loads again. */
  use(): void {
    navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), {
      once: true,
    });
    waiting?.postMessage('take-over');
  },
};
