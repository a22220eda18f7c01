import { pem } from '@tokenwright/test-support';
import { answerWith } from './answer-with.ts';
import { importPeer } from './packages.ts';
import type { Peer } from './peer.ts';

interface OctokitAppModule {
  readonly createAppAuth: (options: {
    appId: number;
    privateKey: string;
    request: unknown;
  }) => (options: { type: 'installation'; installationId: number }) => Promise<{ token: string }>;
}

interface OctokitRequestModule {
  readonly request: { defaults(options: object): unknown };
}

/** The token of an app's installation, kept in the cache that the package brings. */
export const octokitApp: Peer = {
  name: '@octokit/auth-app',
  packageName: '@octokit/auth-app',
  async createSource(authority) {
    const { createAppAuth } = await importPeer<OctokitAppModule>('@octokit/auth-app');
    const { request } = await importPeer<OctokitRequestModule>('@octokit/request');
    const answer = answerWith(async () => {
      const { accessToken, expiresInSeconds } = await authority.issue();
      const expiresAt = new Date(Date.now() + expiresInSeconds * 1000).toISOString();
      return Response.json({ token: accessToken, expires_at: expiresAt, permissions: {} }, { status: 201 });
    });
    const auth = createAppAuth({
      appId: 1,
      privateKey: pem.pkcs8(),
      request: request.defaults({ request: { fetch: answer } }),
    });
    return { getToken: () => auth({ type: 'installation', installationId: 1 }) };
  },
};
