import type { Contents } from './contents.ts';

/** Parts of the house that a bundle can do without. */
export type Part = 'signing' | 'tokenLife' | 'requests' | 'calls' | 'stores' | 'core' | 'node';

/** What is bundled, to be weighed and looked into. */
export interface Subject {
  readonly name: string;
  readonly program: string;
  /** What the design allows, in bytes, minified and compressed by gzip. */
  readonly bar?: number;
  /** What a user of just this must not get. */
  readonly without: readonly Part[];
}

/** From the words of the bars to bytes. */
const kilo = 1000;

/** Where each part is, as a path of a source file, or what a bundle of it imports. */
export const parts: Readonly<Record<Part, RegExp>> = {
  signing: /(?:^|\/)node_modules\/jose\/|\/core\/src\/signing/,
  tokenLife: /\/core\/src\/source\/(?!(?:authorized-fetch|clock)\.ts)/,
  requests: /\/core\/src\/http\/(?!redactor\.ts)|\/http-runtime\//,
  calls: /\/core\/src\/provider\//,
  stores: /\/core\/src\/store\//,
  core: /\/core\/src\//,
  node: /^node:/,
};

/** What each entry does without. The file store alone needs Node.js. */
const withoutByEntry: Readonly<Record<string, readonly Part[]>> = {
  '@tokenwright/core': ['node'],
  '@tokenwright/core/errors': ['signing', 'tokenLife', 'requests', 'calls', 'stores', 'node'],
  '@tokenwright/core/signing': ['tokenLife', 'requests', 'stores', 'node'],
  '@tokenwright/core/provider': ['node'],
  '@tokenwright/core/store': ['signing', 'tokenLife', 'requests', 'calls', 'node'],
  '@tokenwright/core/memory-store': ['signing', 'tokenLife', 'requests', 'calls', 'node'],
  '@tokenwright/core/file-store': ['signing', 'tokenLife', 'requests'],
  '@tokenwright/core/encrypted-store': ['signing', 'tokenLife', 'requests', 'node'],
  '@tokenwright/core/store-conformance': ['signing', 'tokenLife', 'requests', 'calls', 'node'],
  '@tokenwright/core/testing': ['signing', 'tokenLife', 'requests', 'calls', 'stores', 'node'],
  '@tokenwright/core/authorized-fetch': ['signing', 'tokenLife', 'stores', 'node'],
  '@tokenwright/core/token-pool': ['signing', 'node'],
  '@tokenwright/aliyun-pds': ['node'],
  '@tokenwright/aliyun-pds/wire': ['core', 'signing', 'node'],
  '@tokenwright/huawei-oneaccess': ['signing', 'node'],
  '@tokenwright/huawei-oneaccess/id-token': ['tokenLife', 'stores', 'node'],
  '@tokenwright/huawei-oneaccess/wire': ['core', 'signing', 'node'],
  '@tokenwright/store-redis': ['signing', 'tokenLife', 'requests', 'node'],
};

/** What users import from entries that hold more than that. */
const uses: readonly Subject[] = [
  {
    name: 'source and errors',
    program: `export { createTokenSource } from '@tokenwright/core'; export * from '@tokenwright/core/errors';`,
    bar: 6 * kilo,
    without: ['signing', 'requests', 'node'],
  },
  {
    name: 'mint source and errors',
    program: `export { createMintSourceFor } from '@tokenwright/core/provider'; export * from '@tokenwright/core/errors';`,
    without: ['signing', 'requests', 'node'],
  },
  {
    name: 'PDSClient',
    program: `export { PDSClient } from '@tokenwright/aliyun-pds';`,
    bar: 19 * kilo,
    without: ['tokenLife', 'stores', 'node'],
  },
  {
    name: 'PDS, code flow, calls',
    program: `export { authorizationUrl, createPdsContext, getTokenByCode, parseCallback, refreshToken, revoke } from '@tokenwright/aliyun-pds';`,
    without: ['signing', 'tokenLife', 'stores', 'node'],
  },
  {
    name: 'PDS, code flow, sources',
    program: `export { createPdsSessionTokenPool, createPdsSessionTokenSource } from '@tokenwright/aliyun-pds';`,
    without: ['signing', 'node'],
  },
  {
    name: 'createPdsUserTokenSource',
    program: `export { createPdsUserTokenSource } from '@tokenwright/aliyun-pds';`,
    without: ['node'],
  },
  {
    name: 'OneAccess clients',
    program: `export { OneAccessOAuthClient, OneAccessTenantClient } from '@tokenwright/huawei-oneaccess';`,
    bar: 13 * kilo,
    without: ['signing', 'tokenLife', 'stores', 'node'],
  },
  {
    name: 'createOneAccessSessionTokenSource',
    program: `export { createOneAccessSessionTokenSource } from '@tokenwright/huawei-oneaccess';`,
    without: ['signing', 'node'],
  },
  {
    name: 'createOneAccessTenantTokenSource',
    program: `export { createOneAccessTenantTokenSource } from '@tokenwright/huawei-oneaccess';`,
    without: ['signing', 'node'],
  },
];

/** Tools for Node.js, which nobody bundles. */
const tools: ReadonlySet<string> = new Set([
  '@tokenwright/contract',
  '@tokenwright/mock-authority',
  '@tokenwright/specs',
]);

/** The packages that run anywhere. */
export function libraries(packages: readonly Contents[]): readonly Contents[] {
  return packages.filter(({ manifest }) => !tools.has(manifest.name));
}

/** Every entry of the packages that run anywhere, and every use. */
export function subjectsOf(packages: readonly Contents[]): readonly Subject[] {
  const entries = libraries(packages).flatMap(({ manifest }) =>
    Object.keys(manifest.exports ?? {})
      .filter((key) => key !== './package.json')
      .map((key): Subject => {
        const specifier = `${manifest.name}${key.slice(1)}`;
        const without = withoutByEntry[specifier] ?? ['node'];
        return { name: specifier, program: `export * from '${specifier}';`, without };
      }),
  );
  return [...entries, ...uses];
}
