function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function isLoopback(url: URL): boolean {
  return url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
}

/**
 * Whether a redirect URI is a registered one. It has to be equal, character by character (RFC 9700 section 2.1), with
 * two exceptions: a registered origin covers every path below it, for OneAccess takes "the callback URL or its
 * domain", and a loopback address may have any port (RFC 8252 section 7.3).
 */
export function isRegistered(redirectUri: string, registered: readonly string[]): boolean {
  const given = parse(redirectUri);
  if (!given || given.hash !== '') return false;
  return registered.some((text) => {
    if (text === redirectUri) return true;
    const known = parse(text);
    if (!known) return false;
    if (/^https?:\/\/[^/?#]+$/u.test(text) && known.origin === given.origin) return true;
    if (!isLoopback(known) || !isLoopback(given)) return false;
    return known.hostname === given.hostname && known.pathname === given.pathname && known.search === given.search;
  });
}

/** The redirect URI with parameters added to its query (RFC 6749 section 4.1.2) or its fragment (section 4.2.2). */
export function withResult(
  redirectUri: string,
  place: 'query' | 'fragment',
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const result = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) result.set(name, value);
  if (place === 'fragment') return `${redirectUri}#${result.toString()}`;
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${result.toString()}`;
}
