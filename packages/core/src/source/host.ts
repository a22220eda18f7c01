/**
 * Whether work belongs to the request that began it, and dies with it, unless it is handed to `waitUntil`: Cloudflare
 * Workers. Their runtime names itself there.
 */
export function isRequestBound(): boolean {
  const { navigator } = globalThis as { readonly navigator?: { readonly userAgent?: string } };
  return navigator?.userAgent === 'Cloudflare-Workers';
}
