import { createPdsContext, getTokenByCode, type PdsTokenInfo } from '@tokenwright/aliyun-pds';
import { createMockAuthority } from '@tokenwright/mock-authority';

/** What PDS answers to a login, as the mock says it: an access token of some 600 characters, a refresh token, a user. */
export async function pdsGrant(): Promise<PdsTokenInfo> {
  const authority = createMockAuthority({ provider: 'aliyun-pds' });
  const server = await authority.listen();
  try {
    const application = { client_id: 'mock-web-app', client_secret: 'mock-web-app-secret' };
    const { code, redirectUri: redirect_uri = '' } = authority.issueCode({ clientId: application.client_id });
    return await getTokenByCode(createPdsContext({ api_endpoint: server.url }), { ...application, redirect_uri, code });
  } finally {
    await server.close();
  }
}
