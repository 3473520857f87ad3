// The lock of the tablet while a client fills in a measure. It keeps the other records out of sight in every tab of
// this browser, also after a reload; it is no wall against somebody with tools. Whoever has lost the code signs out.
import { useSyncExternalStore } from 'react';

export interface Handed {
  clientId: string;
  planId: string;
  salt: string;
  code: string;
}

const place = 'tablet-lock';
const listeners = new Set<() => void>();
let last: { text: string | null; value: Handed | null } = { text: null, value: null };

function read(): Handed | null {
  const text = localStorage.getItem(place);
  if (text !== last.text) last = { text, value: text ? (JSON.parse(text) as Handed) : null };
  return last.value;
}

function tell(): void {
  listeners.forEach((each) => each());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

async function digest(salt: string, code: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${salt}:${code}`));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Hands the tablet over: from now on only this measure is shown. */
export async function handOver(clientId: string, planId: string, code: string): Promise<void> {
  const salt = crypto.randomUUID();
  localStorage.setItem(place, JSON.stringify({ clientId, planId, salt, code: await digest(salt, code) } satisfies Handed));
  tell();
}

/** Takes it back; false where the code is not the one. */
export async function takeBack(code: string): Promise<boolean> {
  const handed = read();
  if (handed && (await digest(handed.salt, code)) !== handed.code) return false;
  forget();
  return true;
}

/** After signing out there is nothing left to lock. */
export function forget(): void {
  localStorage.removeItem(place);
  tell();
}

export function useHanded(): Handed | null {
  return useSyncExternalStore(subscribe, read);
}
