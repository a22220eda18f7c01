import { ConfigurationError } from './errors.ts';

/**
 * Refuses to make what could not work: without WebCrypto nothing is signed, encrypted or named. Node.js before 20 has
 * none, and a page that came by plain http from another machine has only a part of it.
 *
 * @throws ConfigurationError `unsupported_runtime`
 */
export function requireWebCrypto(where: string): void {
  const { crypto } = globalThis as { readonly crypto?: { readonly subtle?: unknown } };
  if (crypto?.subtle !== undefined) return;
  throw new ConfigurationError(
    'unsupported_runtime',
    'crypto',
    `${where}: this runtime has no WebCrypto. Use Node.js 20.19, 22.12 or later, Bun, Deno or workerd; a browser has it for pages that come by https or from localhost.`,
  );
}
