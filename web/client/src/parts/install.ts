// Some browsers offer to put the app on the home screen; the offer comes once and is kept for the settings page.
interface InstallOffer extends Event {
  prompt(): Promise<unknown>;
}

let offer: InstallOffer | null = null;
const listeners = new Set<() => void>();

function set(next: InstallOffer | null): void {
  offer = next;
  listeners.forEach((listener) => listener());
}

export const installOffer = {
  /** Called once at the start: the browser's event comes early. */
  watch(): void {
    window.addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      set(event as InstallOffer);
    });
    window.addEventListener('appinstalled', () => set(null));
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  get: () => offer,
};
