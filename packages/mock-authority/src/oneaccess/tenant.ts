import type { MockClient } from '../options.ts';
import type { Route } from '../provider.ts';
import type { TwinState } from '../state/twin-state.ts';
import type { AccessToken } from '../state/vault.ts';
import { adjustFields, expiresInField } from '../token-answer.ts';
import { readBearer } from '../wire/basic.ts';
import { jsonResponse } from '../wire/message.ts';
import { formFields, queryFields } from './body.ts';
import { tenantClient } from './client.ts';
import { invalidRequest, invalidTenantToken, unsupportedGrantType } from './refusals.ts';
import { issuerOf } from './token-answer.ts';

/** A new token, or with the trait `cached` the present one with the life it has left. */
function tenantToken(client: MockClient, state: TwinState): AccessToken {
  state.vault.sweep();
  const present = state.tenantTokens.get(client.clientId);
  if (state.options.traits.tenantTokens === 'cached' && present && present.end === undefined) return present;
  const lineage = state.vault.begin({
    clientId: client.clientId,
    subject: client.clientId,
    scope: 'all',
    origin: 'client_credentials',
  });
  const { access } = state.vault.issue(lineage, {
    accessToken: state.random.token(32),
    accessLifetimeMs: state.options.tenantLifetimeMs,
    refreshToken: undefined,
    refreshLifetimeMs: 0,
  });
  state.tenantTokens.set(client.clientId, access);
  return access;
}

/** The id_token: a signed JWT whose `api` claim is encrypted (oneaccess_05_0143); here it is chance. x-guess: the rest. */
function tenantIdToken(token: AccessToken, client: MockClient, origin: string, state: TwinState): Promise<string> {
  return state.keys.sign(client.idTokenAlgorithm ?? 'RS256', {
    iss: issuerOf(origin),
    sub: client.clientId,
    aud: client.clientId,
    iat: Math.floor(token.issuedAt / 1000),
    exp: Math.ceil(token.expiresAt / 1000),
    api: state.random.token(48),
  });
}

/** `POST /api/v2/tenant/token`: client credentials in the body, or by HTTP Basic with the grant in query or body. */
export const tenantTokenEndpoint: Route = async (request, state) => {
  const fields = formFields(request);
  const query = queryFields(request);
  const client = tenantClient(request, fields, state);
  const inQuery = query.get('grant_type');
  const inBody = fields.get('grant_type');
  if (inQuery !== undefined && inBody !== undefined && inQuery !== inBody) {
    throw invalidRequest('Conflicting grant_type', 'grant_type differs between the query and the body');
  }
  const grantType = inBody ?? inQuery;
  if (grantType === undefined || grantType === '') {
    throw invalidRequest("The 'grant_type' parameter is required.", 'grant_type is missing');
  }
  if (grantType !== 'client_credentials') throw unsupportedGrantType('grant_type is not client_credentials');
  const token = tenantToken(client, state);
  return jsonResponse(
    200,
    adjustFields(
      {
        access_token: token.value,
        token_type: 'Bearer',
        ...expiresInField(token.expiresAt, state),
        scope: 'all',
        id_token: await tenantIdToken(token, client, request.url.origin, state),
      },
      state,
    ),
  );
};

/**
 * `GET /api/v2/tenant/users`: something to call with a tenant token. The refusal is the documented one of the
 * management APIs (oneaccess_04_0007). x-guess: path and answer.
 */
export const tenantUsersEndpoint: Route = (request, state) => {
  const value = readBearer(request.headers);
  const token = value === undefined ? undefined : state.vault.findAccess(value);
  if (token?.lineage.origin !== 'client_credentials') {
    throw invalidTenantToken('there is no such tenant token', value !== undefined);
  }
  if (token.end !== undefined) throw invalidTenantToken(`${token.name} was ended: ${token.end}`);
  return jsonResponse(200, {
    total: state.users().length,
    users: state.users().map(({ userId }) => ({ user_id: userId })),
  });
};
