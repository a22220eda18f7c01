import { sign } from 'node:crypto';
import { createPdsContext, createPdsUserTokenSource, getUserJwtToken } from '@tokenwright/aliyun-pds';
import type { BenchCase, CaseResult, Row } from '../bench-case.ts';
import { effort, interleaved } from '../measure/interleaved.ts';
import { ownLoop } from '../measure/own-loop.ts';
import { startServer } from '../support/server.ts';

interface AuthorityFacts {
  readonly origin: string;
  readonly domainId: string;
  readonly privateKeyPem: string;
}

const clientId = 'mock-jwt-app';
const userId = 'mock-user-1';

export const mint: BenchCase = {
  name: 'mint',
  title: 'What does a whole mint cost: an assertion, an exchange with the mock authority over loopback, a token?',
  bar: undefined,

  async run({ quick }): Promise<CaseResult> {
    using server = await startServer<AuthorityFacts>('pds-authority');
    const { origin, domainId, privateKeyPem } = server.facts;
    const context = createPdsContext({ api_endpoint: origin });
    const call = (): ReturnType<typeof getUserJwtToken> =>
      getUserJwtToken(context, {
        domain_id: domainId,
        client_id: clientId,
        private_key_pem: privateKeyPem,
        user_id: userId,
      });
    await using source = createPdsUserTokenSource({
      endpoint: origin,
      domainId,
      clientId,
      privateKey: privateKeyPem,
      userId,
    });
    const subjects = [
      {
        name: 'Tokenwright createPdsUserTokenSource, renew',
        kind: 'ours',
        call: () => source.renew({ reason: 'bench' }),
      },
      { name: 'Tokenwright getUserJwtToken', kind: 'other', call },
      { name: 'crypto.sign, fetch and JSON by hand', kind: 'floor', call: () => mintByHand(server.facts) },
    ] as const;
    const candidates = subjects.map(({ name, call: loopCall }) => ({ name, loop: ownLoop(loopCall) }));
    const times = await interleaved(candidates, effort(quick, { rounds: 31, sampleMs: 50 }));
    const rows = subjects.map(({ name, kind }): Row => ({
      scenario: 'PDS user token, RS256 2048',
      metric: 'time of a mint',
      unit: 'µs',
      subject: name,
      kind,
      samples: (times.get(name) ?? []).map((each) => each / 1000),
    }));
    return { rows, bars: [] };
  },
};

async function mintByHand({ origin, domainId, privateKeyPem }: AuthorityFacts): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    iss: clientId,
    sub: userId,
    sub_type: 'user',
    aud: domainId,
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 300,
    auto_create: false,
  };
  const input = `${encoded({ alg: 'RS256', typ: 'JWT' })}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(input), privateKeyPem).toString('base64url');
  const response = await fetch(`${origin}/v2/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: clientId,
      assertion: `${input}.${signature}`,
    }),
  });
  const token = (await response.json()) as { access_token?: string };
  if (token.access_token === undefined) throw new Error(`The mock authority refused: ${JSON.stringify(token)}`);
  return token.access_token;
}
