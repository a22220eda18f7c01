/**
 * The User-Agent header that names this package, unless the caller set one. Never in a browser: there it would make
 * the request one that has to be asked for first (a CORS preflight).
 */
export function userAgentHeader(product: string, headers: Readonly<Record<string, string>>): Record<string, string> {
  if (isBrowser() || Object.keys(headers).some((name) => name.toLowerCase() === 'user-agent')) return {};
  return { 'user-agent': product };
}

/** Every browser, and its workers, call themselves Mozilla; no server runtime does. */
function isBrowser(): boolean {
  const { navigator } = globalThis as { readonly navigator?: { readonly userAgent?: string } };
  return navigator?.userAgent?.startsWith('Mozilla/') === true;
}
