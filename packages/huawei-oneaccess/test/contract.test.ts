import { createContractFetch, type ContractFetch } from '@tokenwright/contract';
import { describe, expect, test } from 'vitest';
import { AuthorityError, type AuthorityErrorCode, OneAccessOAuthClient, OneAccessTenantClient } from '../src/index.ts';

type Document = 'huawei-oneaccess-oauth2' | 'huawei-oneaccess-tenant';
type Call = (fetch: ContractFetch) => Promise<{ access_token: string; expires_in?: number }>;

const options = { domain_name: 'abcdefg.huaweioneaccess.com', client_id: 'app', client_secret: 'secret' };

const calls: readonly (readonly [string, Document, Call])[] = [
  [
    'getTokenByCode',
    'huawei-oneaccess-oauth2',
    (fetch) => new OneAccessOAuthClient({ ...options, fetch }).getTokenByCode({ code: 'c' }),
  ],
  [
    'refreshToken',
    'huawei-oneaccess-oauth2',
    (fetch) => new OneAccessOAuthClient({ ...options, fetch }).refreshToken({ refresh_token: 'r' }),
  ],
  [
    'getTenantToken',
    'huawei-oneaccess-tenant',
    (fetch) => new OneAccessTenantClient({ ...options, fetch }).getTenantToken(),
  ],
];

const successes: Readonly<Record<Document, readonly string[]>> = {
  'huawei-oneaccess-oauth2': [
    'oidc_code',
    'oidc_code_with_refresh_token',
    'oauth_code',
    'oauth_code_with_refresh_token',
    'oauth_refresh',
    'oidc_refresh',
    'remaining_lifetime',
    'expires_in_string',
    'unknown_fields',
  ],
  'huawei-oneaccess-tenant': ['remaining_lifetime', 'default_lifetime', 'expires_in_string', 'unknown_fields'],
};

const failures: Readonly<Record<Document, readonly (readonly [number, string, AuthorityErrorCode])[]>> = {
  'huawei-oneaccess-oauth2': [
    [400, 'invalid_authorization_code', 'invalid_grant'],
    [400, 'invalid_refresh_token', 'invalid_grant'],
    [400, 'invalid_client_authorization_code', 'invalid_grant'],
    [400, 'redirect_uri_mismatch', 'invalid_grant'],
    [400, 'unsupported_grant_type', 'unsupported_grant_type'],
    [400, 'user_locked', 'invalid_grant'],
    [401, 'bad_client_credentials', 'invalid_client'],
    [401, 'unauthorized_user', 'access_denied'],
    [429, 'too_many_requests', 'rate_limited'],
    [500, 'server_error', 'authority_unavailable'],
    [503, 'temporarily_unavailable', 'authority_unavailable'],
  ],
  'huawei-oneaccess-tenant': [
    [400, 'application_does_not_exist', 'invalid_client'],
    [400, 'application_id_required', 'invalid_request'],
    [400, 'application_disabled', 'invalid_client'],
    [400, 'sso_ticket_invalid', 'invalid_request'],
    [400, 'employee_id_exists', 'authority_error'],
    [401, 'bad_client_credentials', 'invalid_client'],
    [401, 'invalid_access_token', 'invalid_token'],
  ],
};

describe.each(calls)('%s keeps to the document', (_name, document, call) => {
  test.each(successes[document])('and reads the success %s', async (example) => {
    const fetch = createContractFetch(document, { code: 200, example });
    const token = await call(fetch);
    expect(token.access_token).not.toBe('');
    if (token.expires_in !== undefined) expect(token.expires_in).toBeTypeOf('number');
    expect(fetch.violations).toEqual([]);
  });

  test.each(failures[document])('and reads the error %i %s', async (code, example, expected) => {
    const fetch = createContractFetch(document, { code, example });
    const error: unknown = await call(fetch).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AuthorityError);
    expect(error).toMatchObject({ code: expected, status: code });
    expect(fetch.violations).toEqual([]);
  });
});

test('getIdTokenByCode gives an id_token, and says so when there is none', async () => {
  const login = { code: 'c', redirect_uri: 'https://app.example/cb' };
  const oidc = createContractFetch('huawei-oneaccess-oauth2', { code: 200, example: 'oidc_code' });
  expect((await new OneAccessOAuthClient({ ...options, fetch: oidc }).getIdTokenByCode(login)).id_token).not.toBe('');
  const oauth = createContractFetch('huawei-oneaccess-oauth2', { code: 200, example: 'oauth_code' });
  await expect(new OneAccessOAuthClient({ ...options, fetch: oauth }).getIdTokenByCode(login)).rejects.toMatchObject({
    name: 'InvalidResponseError',
    code: 'invalid_field',
  });
  expect([...oidc.violations, ...oauth.violations]).toEqual([]);
});
