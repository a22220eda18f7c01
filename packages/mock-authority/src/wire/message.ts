/** A request as the authority sees it, however it came. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** The body, cut at the cap when `bodyTooLarge`. */
  readonly body: Uint8Array;
  readonly bodyTooLarge: boolean;
}

/** An answer as the authority gives it, before any fault is applied. */
export interface WireResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The media type of a request without its parameters, in lower case; empty when there is none. */
export function mediaTypeOf(headers: Headers): string {
  return (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** An answer whose body is JSON and which nobody may keep (RFC 6749 section 5.1). */
export function jsonResponse(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): WireResponse {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/** An answer that sends a browser on. */
export function redirectResponse(location: string, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { status: 302, headers: { location, 'cache-control': 'no-store', ...headers }, body: '' };
}
