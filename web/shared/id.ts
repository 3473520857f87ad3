/** A new 128-bit id as 32 lower-case hex digits. Whoever creates a thing makes its id; the id is the idempotency key. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
