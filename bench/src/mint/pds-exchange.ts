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
