import { createPrivateKey, sign } from 'node:crypto';
import { createPdsContext, createPdsUserTokenSource, getUserJwtToken } from '@tokenwright/aliyun-pds';
import type { Measured, Subject } from '../subjects/subject.ts';
import { claimsFor, clientId, exchange, userId, type PdsFacts } from './pds-exchange.ts';
import { jwtBearerPeers } from './jwt-bearer-peers.ts';

/** An assertion and its exchange, by this project, by hand, and by what a user would pick. */
export const jwtBearerSubjects: readonly Subject<PdsFacts>[] = [
  {
    name: 'Tokenwright createPdsUserTokenSource, renew',
    kind: 'ours',
    async create({ origin, domainId, privateKeyPem }) {
      const identity = { endpoint: origin, domainId, clientId, userId };
      const source = createPdsUserTokenSource({ ...identity, privateKey: privateKeyPem });
      return { call: () => source.renew({ reason: 'bench' }) };
    },
  },
  {
    name: 'Tokenwright getUserJwtToken',
    kind: 'other',
    async create({ origin, domainId, privateKeyPem }) {
      const context = createPdsContext({ api_endpoint: origin });
      const parameters = { domain_id: domainId, client_id: clientId, private_key_pem: privateKeyPem, user_id: userId };
      return { call: () => getUserJwtToken(context, parameters) };
    },
  },
  { name: 'crypto.sign, fetch and JSON by hand', kind: 'floor', create: byHand },
  ...jwtBearerPeers,
];

async function byHand(facts: PdsFacts): Promise<Measured> {
  const key = createPrivateKey(facts.privateKeyPem);
  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = encoded({ alg: 'RS256', typ: 'JWT' });
  return {
    call: () => {
      const input = `${header}.${encoded(claimsFor(facts))}`;
      return exchange(facts, `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`);
    },
  };
}
