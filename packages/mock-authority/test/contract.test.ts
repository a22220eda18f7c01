import { runLive } from '@tokenwright/contract';
import type { Finding, LiveReport } from '@tokenwright/contract';
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import type { MockAuthority, MockClient } from '../src/index.ts';
import { createMockAuthority } from '../src/index.ts';
import { challengeOf } from '../src/oneaccess/pkce.ts';
import { CALLBACK, goodClaims, signAssertion } from './support/pds.ts';

/** What the kit says of members that clients of OpenID Connect need and Huawei's pages do not list. */
const BEYOND_THE_DOCUMENT: ReadonlySet<string> = new Set([
  // OpenID Connect Discovery section 3.
  'response.body.subject_types_supported',
  'response.body.code_challenge_methods_supported',
  'response.body.token_endpoint_auth_methods_supported',
  // OpenID Connect Core section 5.3.2.
  'response.body.sub',
]);

/** The codes that are guesses: of PDS the part after the dot, of the tenant API what its pages have no code for. */
const GUESSED_CODE =
  /^"(?:InvalidParameter(?:Missing|Empty|NotSupported|WrongFormat|NotMatch)?\.\w+|invalid_request|unsupported_grant_type)" is not among the known values$/u;

function isMistake({ isWrong, location, message }: Finding): boolean {
  if (!isWrong || BEYOND_THE_DOCUMENT.has(location)) return false;
  return !(/^response\.body\.(?:code|error)$/u.test(location) && GUESSED_CODE.test(message));
}

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const CONFIDENTIAL: MockClient = {
  clientId: 'mock-app',
  clientSecret: 'mock-app-secret',
  redirectUris: [CALLBACK],
  publicKeys: [keys.publicKey],
};
const PUBLIC: MockClient = { clientId: 'public-app', redirectUris: [CALLBACK], publicKeys: [keys.publicKey] };

/** One run of the kit: who asks, with which codes. */
interface Asker {
  readonly client: MockClient;
  readonly scope?: string;
  readonly codeVerifier?: string;
}

function issueCode(authority: MockAuthority, { client, scope }: Asker, codeChallenge: string | undefined): string {
  return authority.issueCode({
    clientId: client.clientId,
    redirectUri: CALLBACK,
    ...(scope !== undefined && { scope }),
    ...(codeChallenge !== undefined && { codeChallenge }),
  }).code;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What the kit fills requests with. Codes, tokens and assertions are new each time one is asked for. */
function environment(
  origin: string,
  authority: MockAuthority,
  asker: Asker,
  codeChallenge: string | undefined,
): Environment {
  const { client, scope, codeVerifier } = asker;
  const live = (kind: string): string | undefined =>
    authority.tokens({ secrets: true }).find(({ tokenKind }) => tokenKind === kind)?.value;
  return {
    TOKENWRIGHT_LIVE_ORIGIN: origin,
    TOKENWRIGHT_LIVE_CLIENT_ID: client.clientId,
    TOKENWRIGHT_LIVE_APP_ID: client.clientId,
    TOKENWRIGHT_LIVE_CLIENT_SECRET: client.clientSecret,
    TOKENWRIGHT_LIVE_REDIRECT_URI: CALLBACK,
    TOKENWRIGHT_LIVE_REDIRECT_URL: CALLBACK,
    TOKENWRIGHT_LIVE_SCOPE: scope ?? 'openid',
    TOKENWRIGHT_LIVE_STATE: 'state1',
    TOKENWRIGHT_LIVE_PROMPT: 'login',
    TOKENWRIGHT_LIVE_HIDE_CONSENT: 'true',
    TOKENWRIGHT_LIVE_SUBDOMAIN_ID: 'sub1',
    TOKENWRIGHT_LIVE_CODE_VERIFIER: codeVerifier,
    TOKENWRIGHT_LIVE_CODE_CHALLENGE: codeChallenge ?? 'c'.repeat(43),
    TOKENWRIGHT_LIVE_CODE_CHALLENGE_METHOD: 'S256',
    TOKENWRIGHT_LIVE_NONCE: 'nonce1',
    get TOKENWRIGHT_LIVE_CODE() {
      return issueCode(authority, asker, codeChallenge);
    },
    get TOKENWRIGHT_LIVE_REFRESH_TOKEN() {
      return live('refresh');
    },
    get TOKENWRIGHT_LIVE_ACCESS_TOKEN() {
      return live('access');
    },
    get TOKENWRIGHT_LIVE_ASSERTION() {
      const now = Math.floor(Date.now() / 1000);
      return signAssertion({ ...goodClaims(), iss: client.clientId, iat: now, exp: now + 60 }, keys.privateKey);
    },
  };
}

/** A few logins, so that there are refresh tokens to spend. */
async function login(
  authority: MockAuthority,
  path: string,
  asker: Asker,
  codeChallenge: string | undefined,
): Promise<void> {
  const { client, codeVerifier } = asker;
  for (let count = 0; count < 6; count += 1) {
    const fields = {
      grant_type: 'authorization_code',
      client_id: client.clientId,
      ...(client.clientSecret !== undefined && { client_secret: client.clientSecret }),
      ...(codeVerifier !== undefined && { code_verifier: codeVerifier }),
      redirect_uri: CALLBACK,
      code: issueCode(authority, asker, codeChallenge),
    };
    const init = { method: 'POST', body: new URLSearchParams(fields) };
    expect((await authority.fetch(`https://any.example${path}`, init)).status).toBe(200);
  }
}

type DocumentName = 'aliyun-pds' | 'huawei-oneaccess-oauth2' | 'huawei-oneaccess-tenant';

/** Sends every request that the examples of a document make, and broken ones, and has every answer judged. */
async function report(document: DocumentName, asker: Asker, requests: readonly string[]): Promise<LiveReport> {
  const isPds = document === 'aliyun-pds';
  const authority = createMockAuthority({
    provider: isPds ? 'aliyun-pds' : 'huawei-oneaccess',
    clients: [CONFIDENTIAL, PUBLIC],
    traits: { refreshTokens: true },
  });
  const server = await authority.listen();
  try {
    const challenge = asker.codeVerifier === undefined ? undefined : await challengeOf(asker.codeVerifier);
    await login(authority, isPds ? '/v2/oauth/token' : '/api/v1/oauth2/token', asker, challenge);
    return await runLive(document, {
      env: environment(server.url, authority, asker, challenge),
      allow: requests,
      probe: true,
    });
  } finally {
    await server.close();
  }
}

test.each<{ document: DocumentName; askers: readonly Asker[]; unsent?: readonly string[] }>([
  {
    document: 'aliyun-pds',
    askers: [{ client: CONFIDENTIAL }, { client: PUBLIC }],
    // The kit takes values from texts, and this one is a map.
    unsent: ['refreshAccountToken/refresh_token_addition_data'],
  },
  {
    document: 'huawei-oneaccess-oauth2',
    askers: [
      { client: CONFIDENTIAL },
      { client: CONFIDENTIAL, scope: 'get_user_info' },
      { client: CONFIDENTIAL, codeVerifier: 'v'.repeat(50) },
    ],
  },
  { document: 'huawei-oneaccess-tenant', askers: [{ client: CONFIDENTIAL }] },
])('what the twin answers to every request of $document passes the contract kit', async (run) => {
  const { document, askers, unsent = [] } = run;
  // Without an environment the kit sends nothing and says what it has.
  const requests = (await runLive(document, { env: {} })).results.map(
    ({ operation, request }) => `${operation}/${request}`,
  );
  const accepted = new Set<string>();
  const wrong: Finding[] = [];
  for (const asker of askers) {
    for (const { operation, request, status = 0, findings } of (await report(document, asker, requests)).results) {
      wrong.push(...findings.filter(isMistake));
      if (status >= 200 && status < 400) accepted.add(`${operation}/${request}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(requests.filter((name) => !accepted.has(name))).toEqual(unsent);
});
