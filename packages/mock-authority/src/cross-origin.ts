import type { ProviderTwin } from './provider.ts';
import type { WireRequest, WireResponse } from './wire/message.ts';

/** What a request of a page has of the CORS protocol (Fetch Standard section 3.3). */
export interface CrossOrigin {
  /** Headers for the answer, whatever it is. */
  readonly headers: Readonly<Record<string, string>>;
  /** The answer to a preflight that is allowed: nothing else happens then. */
  readonly preflight?: WireResponse;
}

/** What a page may send besides what every page may: a token, and a body that is JSON. */
const ALLOWED_HEADERS = 'authorization, content-type';

/**
 * Whether a page may read the answer, and what its preflight is told. An origin that is not named is not told that it
 * is refused: it gets what everybody gets, as from a server that knows nothing of pages, and its browser keeps that
 * from it. x-guess: all of it; no source says whether PDS answers pages of other origins.
 */
export function crossOriginOf(
  request: WireRequest,
  provider: ProviderTwin,
  allowedOrigins: readonly string[],
): CrossOrigin {
  const path = request.url.pathname;
  const methods = provider.routesOfPages
    .filter((route) => route.endsWith(` ${path}`))
    .map((route) => route.split(' ')[0]);
  if (allowedOrigins.length === 0 || methods.length === 0) return { headers: {} };
  const origin = request.headers.get('origin');
  if (origin === null || !allowedOrigins.includes(origin)) return { headers: { vary: 'origin' } };
  const headers = { 'access-control-allow-origin': origin, vary: 'origin' };
  if (request.method !== 'OPTIONS' || !request.headers.has('access-control-request-method')) return { headers };
  const allowed = {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': ALLOWED_HEADERS,
  };
  return { headers, preflight: { status: 204, headers: allowed, body: '' } };
}
