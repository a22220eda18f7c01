import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as foreign from '../src/foreign-names.ts';
import {
  createOneAccessOAuthContext,
  createOneAccessTenantTokenSource,
  createOneAccessSessionTokenSource,
  getTokenByCode,
  getTenantToken,
  getUserInfo,
  logoutUrl,
  authorizationUrl,
  refreshToken,
  OneAccessOAuthClient,
  OneAccessTenantClient,
  TokenwrightError,
} from '../src/index.ts';
import { failureOf } from '@tokenwright/test-support';
import { oneAccessErrorCodes } from '../src/oneaccess-error.ts';
import { tableUnder } from './support/migrating.ts';

const endpoint = 'https://a.example';
const context = createOneAccessOAuthContext({ endpoint });
const tables: readonly (readonly [string, Readonly<Record<string, string>>, (given: object) => unknown])[] = [
  [
    '### Options of a client',
    foreign.foreignClientOptions,
    (given) => new OneAccessTenantClient({ endpoint, ...given }),
  ],
  ['### Parameters of a call', foreign.foreignParameters, (given) => getTokenByCode(context, given as never)],
  [
    '### Parameters of `authorizationUrl`',
    foreign.foreignAuthorizationParameters,
    (given) => authorizationUrl(context, given as never),
  ],
  ['### Parameters of `logoutUrl`', foreign.foreignLogoutParameters, (given) => logoutUrl(context, given)],
  [
    '### Options of a source',
    foreign.foreignSourceOptions,
    (given) => createOneAccessTenantTokenSource(given as never),
  ],
];

describe('W5: docs/migrating.md and the errors come from one table', () => {
  test.each(tables)('%s', (heading, names) => {
    expect(tableUnder(heading)).toEqual(Object.entries(names).map(([name, advice]) => [`\`${name}\``, advice]));
  });

  test.each(
    tables.flatMap(([heading, names, give]) =>
      Object.entries(names).map(([name, advice]) => [heading, name, advice, give] as const),
    ),
  )('%s: %s is refused with what the page says', async (_heading, name, advice, give) => {
    const error = await failureOf(TokenwrightError, () => give({ [name]: 'x' }));
    expect(error.code).toMatch(/^unsupported_(?:option|parameter)$/);
    expect(error.message).toContain(`"${name}"`);
    expect(error.message).toContain(advice);
  });

  test('every call and every maker takes the table that it belongs to', async () => {
    const clientOption = { baseURL: 'x' };
    const parameter = { grant_type: 'x' };
    const sourceOption = { session_id: 'x' };
    for (const refused of [
      () => new OneAccessOAuthClient({ endpoint, ...clientOption }),
      () => refreshToken(context, parameter as never),
      () => getTenantToken(context, parameter as never),
      () => getUserInfo(context, parameter as never),
      () => createOneAccessSessionTokenSource(sourceOption as never),
    ])
      expect((await failureOf(TokenwrightError, refused)).code).toMatch(/^unsupported_/);
  });
});

test('W6: docs/migrating.md lists the known codes with the reason that each stands for', () => {
  const rows = tableUnder('## Errors').flatMap(([codes = '', reason = '']) =>
    [...codes.matchAll(/`([^`]+)`/g)].map(([, code = '']) => [code, reason.replaceAll('`', '')]),
  );
  expect(new Map(rows.map(([code = '', reason]) => [code, reason]))).toEqual(
    new Map(Object.entries(oneAccessErrorCodes)),
  );
});

test('docs/logins.md lists the codes of an IdTokenError', () => {
  const read = (file: string): string => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');
  const [, union = ''] = /type IdTokenErrorCode =([^;]+);/.exec(read('src/id-token/id-token-error.ts')) ?? [];
  const known = [...union.matchAll(/'([a-z_]+)'/g)].map(([, code]) => code);
  expect(known.length).toBeGreaterThan(5);
  const rows = [...read('docs/logins.md').matchAll(/^\| `([a-z_]+)` +\| [A-Z]/gm)].map(([, code]) => code);
  expect(rows).toEqual(known);
});
