import { createContractFetch } from '@tokenwright/contract';
import { pem } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import { AuthorityError, type AuthorityErrorCode, PDSClient, type PdsTokenInfo } from '../src/index.ts';

/** Each call, with parameters that the document allows. */
const calls: Readonly<Record<string, (client: PDSClient) => Promise<PdsTokenInfo>>> = {
  getUserJwtToken: (client) =>
    client.getUserJwtToken({
      domain_id: 'dom',
      client_id: 'app',
      private_key_pem: pem.pkcs8(),
      user_id: 'u',
      subdomain_id: 's',
    }),
  getServiceJwtToken: (client) =>
    client.getServiceJwtToken({ domain_id: 'dom', client_id: 'app', private_key_pem: pem.pkcs8() }),
  refreshJwtToken: (client) => client.refreshJwtToken({ client_id: 'app', refresh_token: 'r' }),
  getTokenByCode: (client) =>
    client.getTokenByCode({ client_id: 'app', client_secret: 's', redirect_uri: 'https://a.example/cb', code: 'c' }),
  refreshToken: (client) => client.refreshToken({ client_id: 'app', client_secret: 's', refresh_token: 'r' }),
};

const successes = [
  'documented_sdk_token',
  'default_drive_id_number',
  'recorded_user_data',
  'recorded_short',
  'service_account',
  'expires_in_string',
  'linked_account',
  'unknown_fields',
  'access_token_only',
];

const failures: readonly (readonly [number, string, AuthorityErrorCode])[] = [
  [400, 'invalid_refresh_token', 'invalid_grant'],
  [400, 'invalid_refresh_token_without_request_id', 'invalid_grant'],
  [400, 'invalid_client_id', 'invalid_client'],
  [400, 'missing_refresh_token', 'invalid_request'],
  [400, 'refresh_token_expired', 'invalid_grant'],
  [400, 'invalid_code', 'invalid_grant'],
  [400, 'invalid_assertion', 'invalid_grant'],
  [400, 'capitalised', 'invalid_request'],
  [400, 'html_page', 'invalid_grant'],
  [401, 'access_token_invalid', 'invalid_token'],
  [403, 'forbidden', 'access_denied'],
  [429, 'too_many_requests', 'rate_limited'],
  [500, 'internal_error', 'authority_unavailable'],
  [503, 'service_unavailable', 'authority_unavailable'],
];

describe.each(Object.entries(calls))('%s keeps to the document', (_name, call) => {
  test.each(successes)('and reads the success %s', async (example) => {
    const fetch = createContractFetch('aliyun-pds', { code: 200, example });
    const token = await call(new PDSClient({ domain_id: 'dom', fetch }));
    expect(token.access_token).not.toBe('');
    if (token.expires_in !== undefined) expect(token.expires_in).toBeTypeOf('number');
    if (token.default_drive_id !== undefined) expect(token.default_drive_id).toMatch(/^\d*$/);
    expect(fetch.violations).toEqual([]);
  });

  test.each(failures)('and reads the error %i %s', async (code, example, expected) => {
    const fetch = createContractFetch('aliyun-pds', { code, example });
    const error: unknown = await call(new PDSClient({ domain_id: 'dom', fetch })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AuthorityError);
    expect(error).toMatchObject({ code: expected, status: code });
    expect(fetch.violations).toEqual([]);
  });
});

describe('revoke keeps to the document', () => {
  test.each(failures)('and reads the error %i %s', async (code, example, expected) => {
    const fetch = createContractFetch('aliyun-pds', { code, example });
    const client = new PDSClient({ domain_id: 'dom', fetch });
    const error: unknown = await client
      .revoke({ client_id: 'app', refresh_token: 'r' })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'AuthorityError', code: expected, status: code });
    expect(fetch.violations).toEqual([]);
  });
});

test('a code is sent as the vendor SDK spells the grant when asked, and the document allows both', async () => {
  const fetch = createContractFetch('aliyun-pds');
  const client = new PDSClient({ domain_id: 'dom', codeGrantType: 'code', fetch });
  await client.getTokenByCode({ client_id: 'app', redirect_uri: 'https://a.example/cb', code: 'c' });
  expect(fetch.violations).toEqual([]);
});
