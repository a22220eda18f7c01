import { createContractFetch } from '@tokenwright/contract';
import { pem } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import { PDSClient } from '../src/index.ts';

/**
 * The calls as the vendor's page on its SDK shows them: same constructor, methods, parameter names and result fields.
 * Only the import differs, and `fetch`, which leads to the document instead of the network.
 */
const fetch = createContractFetch('aliyun-pds');
const domain_id = 'sample-domain';
const client_id = 'sample-app';
const client_secret = 'sample-secret';
const redirect_uri = 'https://app.example/callback';
const private_key_pem = pem.pkcs8();
const user_id = 'sample-user';

function newClient(): PDSClient {
  return new PDSClient({ api_endpoint: `https://${domain_id}.api.aliyunpds.com`, fetch });
}

describe('code written for the vendor SDK runs when its import is changed', () => {
  test('getUserJwtToken', async () => {
    const client = newClient();
    const params = { domain_id, client_id, private_key_pem, user_id, auto_create: false };
    const jwtToken = await client.getUserJwtToken(params);
    expect(jwtToken.access_token).toBeTypeOf('string');
    expect(jwtToken.refresh_token).toBeTypeOf('string');
    expect(jwtToken.expire_time).toBeTypeOf('string');
    expect(jwtToken.token_type).toBe('Bearer');
    expect(jwtToken.user_id).toBeTypeOf('string');
    expect(jwtToken.role).toBe('user');
  });

  test('getServiceJwtToken', async () => {
    const client = newClient();
    const params = { domain_id, client_id, private_key_pem };
    const jwtToken = await client.getServiceJwtToken(params);
    expect(jwtToken.access_token).toBeTypeOf('string');
  });

  test('refreshJwtToken', async () => {
    const client = newClient();
    const params = { client_id, refresh_token: 'xxxxxxx' };
    const jwtToken = await client.refreshJwtToken(params);
    expect(jwtToken.expires_in).toBe(7200);
  });

  test('getTokenByCode', async () => {
    const client = newClient();
    const params = { client_id, client_secret, redirect_uri, code: 'xxxxxxx' };
    const token = await client.getTokenByCode(params);
    expect(token.default_drive_id).toBe('1');
  });

  test('refreshToken', async () => {
    const client = newClient();
    const params = { client_id, client_secret, redirect_uri, refresh_token: 'xxxxxxx' };
    const token = await client.refreshToken(params);
    expect(token.is_first_login).toBe(false);
  });

  test('none of it breaks the document', () => {
    expect(fetch.exchanges).toHaveLength(5);
    expect(fetch.violations).toEqual([]);
  });
});
