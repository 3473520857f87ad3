// Sealing what lies on the phone: AES-GCM under a key that the browser never hands out, a fresh nonce for every record,
// and the record's place as associated data, so that a record moved elsewhere no longer opens. This stops a casual look
// into the files; it does not stop someone who can run the unlocked app.

export interface Sealed {
  nonce: Uint8Array<ArrayBuffer>;
  bytes: ArrayBuffer;
}

/** A new 256-bit key that can be used but not read. */
export function newDeviceKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** `place` names the store and the id: "drafts/record:…". */
export async function seal(key: CryptoKey, place: string, value: unknown): Promise<Sealed> {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  const bytes = await crypto.subtle.encrypt(parameters(nonce, place), key, plain);
  return { nonce, bytes };
}

/** Rejects when the record was altered or belongs to another place. */
export async function unseal<T>(key: CryptoKey, place: string, sealed: Sealed): Promise<T> {
  const plain = await crypto.subtle.decrypt(parameters(sealed.nonce, place), key, sealed.bytes);
  return JSON.parse(new TextDecoder().decode(plain)) as T;
}

function parameters(nonce: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: 'AES-GCM', iv: nonce, additionalData: new TextEncoder().encode(place) };
}
