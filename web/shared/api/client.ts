// One way to the server: same origin, JSON, the header that cross-site forms cannot send, problem+json as errors.
import { ApiError, type Problem } from './problem';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RequestOptions {
  body?: unknown;
  /** Sent as If-Match: the write only happens when nobody changed it meanwhile. */
  etag?: string | null;
  signal?: AbortSignal;
  /** Milliseconds until the request counts as unanswered. */
  timeout?: number;
  query?: Record<string, string | number | boolean | undefined>;
}

export interface Reply<T> {
  status: number;
  data: T;
  etag: string | null;
}

type SignedOutListener = () => void;
const signedOut = new Set<SignedOutListener>();

/** Called whenever the server no longer knows who we are. Returns the way to stop listening. */
export function onSignedOut(listener: SignedOutListener): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

/** Sends one request and gives the whole reply. Throws ApiError for everything that is not 2xx. */
export async function send<T>(method: Method, path: string, options: RequestOptions = {}): Promise<Reply<T>> {
  const { body, etag, signal, timeout = 20_000, query } = options;
  const headers: Record<string, string> = { Accept: 'application/json', 'X-Requested-By': 'intersession' };
  if (method !== 'GET') headers['Content-Type'] = 'application/json';
  if (etag) headers['If-Match'] = etag;

  let response: Response;
  try {
    response = await fetch(path + queryText(query), {
      method,
      headers,
      body:
        body === undefined ? (method === 'GET' || method === 'DELETE' ? null : '{}') : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, AbortSignal.timeout(timeout)]) : AbortSignal.timeout(timeout),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, { title: 'No answer' });
  }

  const data = await readJson(response);
  if (!response.ok) {
    if (response.status === 401) signedOut.forEach((listener) => listener());
    throw new ApiError(response.status, (data as Problem | null) ?? {});
  }
  return { status: response.status, data: data as T, etag: response.headers.get('ETag') };
}

/** Short forms that give only the data. */
export const api = {
  get: async <T>(path: string, options?: RequestOptions) => (await send<T>('GET', path, options)).data,
  post: async <T>(path: string, body?: unknown, options?: RequestOptions) =>
    (await send<T>('POST', path, { ...options, body })).data,
  put: async <T>(path: string, body?: unknown, options?: RequestOptions) =>
    (await send<T>('PUT', path, { ...options, body })).data,
  patch: async <T>(path: string, body?: unknown, options?: RequestOptions) =>
    (await send<T>('PATCH', path, { ...options, body })).data,
  delete: async <T>(path: string, options?: RequestOptions) => (await send<T>('DELETE', path, options)).data,
};

async function readJson(response: Response): Promise<unknown> {
  const type = response.headers.get('Content-Type') ?? '';
  if (response.status === 204 || !/\bjson\b/.test(type)) return null;
  try {
    return await response.json();
  } catch {
    throw new ApiError(0, { title: 'The answer broke off' });
  }
}

function queryText(query: RequestOptions['query']): string {
  if (!query) return '';
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return text ? `?${text}` : '';
}
