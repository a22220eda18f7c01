import { InvalidResponseError, exchange, type Answer } from '@tokenwright/core/provider';
import { createCallClient } from '@tokenwright/http-runtime/call-client';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { createLocalJWKSet } from 'jose/jwks/local';
import type { OneAccessContext } from '../context.ts';
import { getOpenIdConfiguration } from '../gen/oauth2/sdk.gen.ts';
import { readFields } from '../read-fields.ts';
import { product } from '../version.ts';

/** What an instance publishes for those who verify its id_tokens. */
export interface PublishedKeys {
  /** The value that `iss` has to have. */
  readonly issuer: string;
  /** Finds the key for a token's header. */
  readonly find: JWTVerifyGetKey;
}

/**
 * Reads the discovery document, which OneAccess has below `/api/v1/oauth2`, and the keys it points to. Two requests,
 * under the same guards as every other.
 *
 * @throws AuthorityError, InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function fetchPublishedKeys(where: string, context: OneAccessContext): Promise<PublishedKeys> {
  const { transport, endpoint } = context;
  const call = { where, product, transport, call: {}, secrets: [] };
  const discovery = await exchange({ ...call, origin: endpoint }, (wire) =>
    getOpenIdConfiguration({ ...wire, client: createCallClient(endpoint) }),
  );
  const { issuer, jwks_uri } = readFields(where, discovery);
  if (typeof issuer !== 'string' || issuer === '') throw invalid(where, discovery, 'has no issuer');
  const uri = keysUri(where, discovery, jwks_uri, context);
  // What the caller has for the instance, a key of a gateway perhaps, is not for another host.
  const guards = uri.origin === endpoint ? transport : { ...transport, headers: {} };
  const answer = await exchange({ ...call, transport: guards, origin: uri.origin }, async (wire) => ({
    response: await wire.fetch(new Request(uri, { headers: wire.headers })),
  }));
  const keys = readFields(where, answer);
  try {
    // Whether it is a set of keys is for jose to say, which throws what is caught here if it is none.
    return { issuer, find: createLocalJWKSet(keys as unknown as JSONWebKeySet) };
  } catch {
    throw invalid(where, answer, 'is no set of keys (JWKS)');
  }
}

/** Keys that came unencrypted could be anybody's: an https instance has them under https. */
function keysUri(where: string, discovery: Answer, value: unknown, { endpoint, transport }: OneAccessContext): URL {
  if (typeof value !== 'string' || !URL.canParse(value)) throw invalid(where, discovery, 'has no jwks_uri');
  const uri = new URL(value);
  const http = uri.protocol === 'http:' && (transport.allowInsecureHttp || endpoint.startsWith('http:'));
  if (uri.protocol !== 'https:' && !http) throw invalid(where, discovery, 'has a jwks_uri that is not https');
  if (uri.username !== '' || uri.password !== '') throw invalid(where, discovery, 'has a jwks_uri with a user name');
  return uri;
}

function invalid(where: string, { origin, status }: Answer, problem: string): InvalidResponseError {
  return new InvalidResponseError('invalid_field', `${where}: what ${origin} publishes for id_tokens ${problem}.`, {
    status,
  });
}
