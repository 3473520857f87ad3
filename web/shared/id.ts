const hour = 3_600_000;

/**
 * A new 128-bit id as 32 lower-case hex digits. Whoever creates a thing makes its id; the id is the idempotency key.
 * It begins with the time as 48 bits of milliseconds, as the server's ids do, so that what a client records lies side by
 * side in the database; here to the hour only, because the minute at which somebody lay awake is theirs. 80 bits are
 * random.
 */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const time = Math.floor(Date.now() / hour) * hour;
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(time / 2 ** 32));
  view.setUint32(2, time % 2 ** 32);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
