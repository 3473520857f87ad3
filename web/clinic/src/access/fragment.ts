/** The one-time secret of a link: all of the fragment, or its "secret=" part. It never leaves the browser in a URL. */
export function secretOf(hash: string): string {
  const text = hash.replace(/^#/, '');
  const named = /(?:^|&)(?:secret|s)=([^&]*)/.exec(text);
  try {
    return decodeURIComponent(named ? (named[1] ?? '') : text).trim();
  } catch {
    return text.trim();
  }
}

/** Reads the secret once and takes it out of the address bar and the history. */
export function takeSecret(): string {
  const secret = secretOf(window.location.hash);
  if (secret) window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return secret;
}

/** Why a new password is not good enough yet; null when it is. Length counts, nothing else is demanded. */
export function passwordProblem(password: string, again?: string): 'short' | 'long' | 'differ' | null {
  const length = [...password].length;
  if (length < 12) return 'short';
  if (length > 128) return 'long';
  if (again !== undefined && again !== password) return 'differ';
  return null;
}
