import type { components } from './schema';

/** An error as RFC 9457 problem+json, with our list of field errors by JSON Pointer. */
export type Problem = Partial<components['schemas']['Problem']>;

/** A request that was not answered with success. Status 0 means that no answer came at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? problem.title ?? `status ${status}`);
    this.name = 'ApiError';
  }

  /** No answer: the phone is offline, or the server cannot be reached. */
  get offline(): boolean {
    return this.status === 0;
  }

  get signedOut(): boolean {
    return this.status === 401;
  }

  /** True when trying the same thing again later can help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** Field errors by JSON Pointer ("/answers/0"), ready to be put beside the fields. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const fields: Record<string, string> = {};
  for (const each of error.problem.errors ?? []) fields[each.pointer] ??= each.message;
  return fields;
}

/** The key of the shared words that says what went wrong. */
export function errorWords(error: unknown): string {
  if (!(error instanceof ApiError)) return 'error.server';
  if (error.offline) return 'error.offline';
  if (error.signedOut) return 'error.signedOut';
  if (error.status === 429) return 'error.tooMany';
  if (error.status === 400 || error.status === 422) return 'error.fields';
  return 'error.server';
}
