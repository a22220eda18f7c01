import type { MockClient } from '../options.ts';
import type { TwinState } from '../state/twin-state.ts';
import { readBasic } from '../wire/basic.ts';
import type { BasicCredentials } from '../wire/basic.ts';
import type { WireRequest } from '../wire/message.ts';
import { applicationError, badClientCredentials, invalidRequest } from './refusals.ts';

function basicOf(request: WireRequest, fields: ReadonlyMap<string, string>): BasicCredentials | undefined {
  const basic = readBasic(request.headers);
  if (basic === 'malformed') throw badClientCredentials('the Authorization: Basic header cannot be read', true);
  if (basic && fields.has('client_secret')) {
    // RFC 6749 section 2.3: one method per request.
    throw invalidRequest('More than one way of client authentication', 'the secret is in the header and in the body');
  }
  return basic;
}

/** The application that HTTP Basic names, in either reading of the header, if the secret is right. */
function clientByBasic(basic: BasicCredentials, state: TwinState): MockClient | undefined {
  const raw = state.clients.get(basic.clientId);
  if (raw?.clientSecret !== undefined && raw.clientSecret === basic.clientSecret) return raw;
  const decoded = state.clients.get(basic.decodedClientId);
  return decoded?.clientSecret !== undefined && decoded.clientSecret === basic.decodedClientSecret
    ? decoded
    : undefined;
}

/**
 * The application of a v1 token request. The pages document the secret in the body; HTTP Basic is taken if the trait
 * says so. A public application has none and proves itself by PKCE, as Bamboocloud does it. x-guess
 */
export function oauthClient(request: WireRequest, fields: ReadonlyMap<string, string>, state: TwinState): MockClient {
  const basic = basicOf(request, fields);
  if (basic && !state.options.traits.basicAtOAuthEndpoint) {
    throw badClientCredentials('HTTP Basic is not documented here: send client_id and client_secret in the body', true);
  }
  if (basic) {
    const client = clientByBasic(basic, state);
    if (!client || client.disabled)
      throw badClientCredentials('the id or the secret in the Authorization header is wrong', true);
    return client;
  }
  const clientId = fields.get('client_id');
  const client = clientId === undefined ? undefined : state.clients.get(clientId);
  if (!client)
    throw badClientCredentials(
      clientId === undefined ? 'client_id is missing' : 'there is no application with this id',
    );
  if (client.disabled) throw badClientCredentials(`application ${client.clientId} is disabled`);
  if (fields.get('client_secret') !== client.clientSecret) {
    const sent = fields.get('client_secret');
    throw badClientCredentials(
      sent === undefined ? 'client_secret is missing' : `the secret of application ${client.clientId} is wrong`,
    );
  }
  return client;
}

/** The application of a tenant token request: credentials in the body or by HTTP Basic, both documented. */
export function tenantClient(request: WireRequest, fields: ReadonlyMap<string, string>, state: TwinState): MockClient {
  const basic = basicOf(request, fields);
  const clientId = basic ? basic.clientId : fields.get('client_id');
  if (clientId === undefined || clientId === '') throw applicationError('missing', 'client_id is missing');
  const named = state.clients.get(clientId) ?? (basic && state.clients.get(basic.decodedClientId));
  if (!named) throw applicationError('unknown', 'there is no application with this id');
  if (named.disabled) throw applicationError('disabled', `application ${named.clientId} is disabled`);
  if (named.clientSecret === undefined)
    throw badClientCredentials(`application ${named.clientId} has no secret turned on`, basic !== undefined);
  const right = basic ? clientByBasic(basic, state) !== undefined : fields.get('client_secret') === named.clientSecret;
  if (!right)
    throw badClientCredentials(`the secret of application ${named.clientId} is missing or wrong`, basic !== undefined);
  return named;
}
