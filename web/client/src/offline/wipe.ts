import type { PhoneStore } from './store';

/** Removes everything this app ever put on the phone: store and key, caches, worker, preferences. Works offline. */
export async function wipe(store: PhoneStore): Promise<void> {
  await store.delete();
  localStorage.clear();
  sessionStorage.clear();
  if ('caches' in window) {
    const names = await caches.keys();
    await Promise.all(names.map((name) => caches.delete(name)));
  }
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(registrations.map((registration) => registration.unregister()));
}
