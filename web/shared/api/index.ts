export { api, onSignedOut, send, type Method, type Reply, type RequestOptions } from './client';
export { ApiError, errorWords, fieldErrors, type Problem } from './problem';
export type { components, paths } from './schema';
