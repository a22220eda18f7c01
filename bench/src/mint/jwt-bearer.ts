import { sign } from 'node:crypto';
import { createPdsContext, createPdsUserTokenSource, getUserJwtToken } from '@tokenwright/aliyun-pds';
import type { MintSubject } from './mint-subject.ts';

/** What the mock authority of PDS says of itself. */
export interface PdsFacts {
  readonly origin: string;
  readonly domainId: string;
  readonly privateKeyPem: string;
}

export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
export const clientId = 'mock-jwt-app';
export const userId = 'mock-user-1';

/** The claims of an assertion, as every subject signs them. */
export function claimsFor({ domainId }: PdsFacts): Readonly<Record<string, unknown>> {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: clientId,
    sub: userId,
    sub_type: 'user',
    aud: domainId,
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 300,
    auto_create: false,
  };
}

/** An assertion and its exchange, by this project and by hand. */
export function jwtBearerSubjects(facts: PdsFacts): readonly MintSubject[] {
  const { origin, domainId, privateKeyPem } = facts;
  const context = createPdsContext({ api_endpoint: origin });
  const source = createPdsUserTokenSource({ endpoint: origin, domainId, clientId, privateKey: privateKeyPem, userId });
  const parameters = { domain_id: domainId, client_id: clientId, private_key_pem: privateKeyPem, user_id: userId };
  return [
    {
      name: 'Tokenwright createPdsUserTokenSource, renew',
      kind: 'ours',
      mint: () => source.renew({ reason: 'bench' }),
    },
    { name: 'Tokenwright getUserJwtToken', kind: 'other', mint: () => getUserJwtToken(context, parameters) },
    { name: 'crypto.sign, fetch and JSON by hand', kind: 'floor', mint: () => byHand(facts) },
  ];
}

async function byHand(facts: PdsFacts): Promise<string> {
  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claimsFor(facts))}`;
  const signature = sign('sha256', Buffer.from(input), facts.privateKeyPem).toString('base64url');
  return exchange(facts, `${input}.${signature}`);
}

/** The request that the grant is made of. */
export async function exchange({ origin }: PdsFacts, assertion: string): Promise<string> {
  const response = await fetch(`${origin}/v2/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: jwtBearer, client_id: clientId, assertion }),
  });
  const token = (await response.json()) as { access_token?: string };
  if (token.access_token === undefined) throw new Error(`The mock authority refused: ${JSON.stringify(token)}`);
  return token.access_token;
}
