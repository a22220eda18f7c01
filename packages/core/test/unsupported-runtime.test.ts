import { pem } from '@tokenwright/test-support';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { encrypted } from '../src/encrypted-store.ts';
import { ConfigurationError } from '../src/errors.ts';
import { createTokenSource } from '../src/index.ts';
import { memoryStore } from '../src/memory-store.ts';
import { createAssertionSigner } from '../src/signing.ts';
import { createTokenPool } from '../src/token-pool.ts';

afterEach(() => void vi.unstubAllGlobals());

const key = { authority: 'https://a.example', provider: 'p', clientId: 'c', credential: 'client' } as const;
const mint = (): Promise<never> => Promise.reject(new TypeError('not to be called'));

const makers: Readonly<Record<string, () => unknown>> = {
  createTokenSource: () => createTokenSource({ key, mint }),
  createTokenPool: () => createTokenPool({ key, mint }),
  createAssertionSigner: () => createAssertionSigner({ alg: 'RS256', key: pem.pkcs8() }),
  encrypted: () => encrypted(memoryStore(), { current: { id: 'k', key: new Uint8Array(32) } }),
};

describe.each(Object.entries(makers))('%s, on a runtime', (name, make) => {
  test.each([
    ['without WebCrypto, as Node.js 18 is,', undefined],
    ['with a part of it, as a page that came by http has,', { getRandomValues: () => undefined }],
  ])('%s says so at once, and what has it', (_which, crypto) => {
    vi.stubGlobal('crypto', crypto);
    const attempt = (): unknown => make();
    expect(attempt).toThrow(ConfigurationError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'unsupported_runtime', parameter: 'crypto' }));
    expect(attempt).toThrow(
      `${name}: this runtime has no WebCrypto. Use Node.js 20.19, 22.12 or later, Bun, Deno or workerd; a browser has it for pages that come by https or from localhost.`,
    );
  });

  test('with WebCrypto is made', () => {
    expect(make).not.toThrow();
  });
});
