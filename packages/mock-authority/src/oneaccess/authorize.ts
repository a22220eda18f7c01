import type { MockClient, MockUser } from '../options.ts';
import type { Route } from '../provider.ts';
import { isRegistered, withResult } from '../redirect-uri.ts';
import type { CodeGrant } from '../state/codes.ts';
import type { TwinState } from '../state/twin-state.ts';
import { secondsLeft } from '../token-answer.ts';
import { redirectResponse } from '../wire/message.ts';
import { queryFields, required } from './body.ts';
import {
  accessDenied,
  badClientCredentials,
  invalidRequest,
  redirectUriMismatch,
  unsupportedResponseType,
} from './refusals.ts';
import { idTokenFor, isOpenId, oneAccessRecipe } from './token-answer.ts';

const CHALLENGE = /^[A-Za-z0-9._~-]{43,128}$/u;

function challengeField(fields: ReadonlyMap<string, string>): Pick<CodeGrant, 'challenge'> {
  const value = fields.get('code_challenge');
  const method = fields.get('code_challenge_method');
  if (value === undefined) return {};
  if (!CHALLENGE.test(value))
    throw invalidRequest('Invalid code_challenge', 'code_challenge is not 43 to 128 of the allowed characters');
  if (method !== undefined && method !== 'S256' && method !== 'plain') {
    throw invalidRequest('Invalid code_challenge_method', 'code_challenge_method is neither S256 nor plain');
  }
  return { challenge: { value, method } };
}

function loginUser(fields: ReadonlyMap<string, string>, state: TwinState): MockUser {
  const userId = fields.get('login_hint') ?? state.approvedUser;
  const user = userId === undefined ? undefined : state.user(userId);
  if (!user || user.disabled)
    throw accessDenied('the login is refused: nobody is approved, or the user is unknown or disabled');
  return user;
}

async function implicitLocation(
  fields: ReadonlyMap<string, string>,
  client: MockClient,
  user: MockUser,
  origin: string,
  state: TwinState,
): Promise<string> {
  const redirectUri = required(fields, 'redirect_uri');
  const scope = required(fields, 'scope');
  if (!isOpenId(scope)) throw invalidRequest('Invalid scope', 'the implicit flow needs the scope openid');
  const lineage = state.vault.begin({ clientId: client.clientId, subject: user.userId, scope, origin: 'implicit' });
  const issued = state.vault.issue(lineage, { ...oneAccessRecipe(state), refreshToken: undefined });
  const withToken = fields.get('response_type') === 'id_token token';
  return withResult(redirectUri, 'fragment', {
    ...(withToken && {
      access_token: issued.access.value,
      token_type: 'Bearer',
      expires_in: String(secondsLeft(issued.access.expiresAt, state)),
    }),
    id_token: await idTokenFor(issued, client, origin, state, fields.get('nonce')),
    state: fields.get('state'),
  });
}

/**
 * `GET /api/v1/oauth2/authorize`: sends the browser back with a code. Nobody is asked: the approved user logs in, or
 * the known one that `login_hint` names (OpenID Connect Core section 3.1.2.1).
 */
export const authorizeEndpoint: Route = async (request, state) => {
  const fields = queryFields(request);
  const client = state.clients.get(required(fields, 'client_id'));
  if (!client || client.disabled) throw badClientCredentials('there is no such application, or it is disabled');
  const registered = client.redirectUris ?? [];
  const sent = fields.get('redirect_uri');
  const redirectUri = sent ?? registered[0];
  if (redirectUri === undefined || !isRegistered(redirectUri, registered)) {
    throw redirectUriMismatch(`redirect_uri is not registered for application ${client.clientId}`);
  }
  const responseType = required(fields, 'response_type');
  if (responseType !== 'code') {
    const known = responseType === 'id_token' || responseType === 'id_token token';
    if (!known || !state.options.traits.implicitFlow) {
      throw unsupportedResponseType('response_type is not code; the implicit ones need the trait implicitFlow');
    }
    return redirectResponse(
      await implicitLocation(fields, client, loginUser(fields, state), request.url.origin, state),
    );
  }
  const nonce = fields.get('nonce');
  const challenge = challengeField(fields);
  const user = loginUser(fields, state);
  const scope = fields.get('scope') ?? 'get_user_info';
  const lineage = state.vault.begin({
    clientId: client.clientId,
    subject: user.userId,
    scope,
    origin: 'authorization_code',
  });
  const value = state.random.token(24);
  state.codes.issue(
    value,
    lineage,
    {
      clientId: client.clientId,
      userId: user.userId,
      scope,
      redirectUri,
      ...challenge,
      ...(nonce !== undefined && { nonce }),
    },
    state.options.codeLifetimeMs,
  );
  return redirectResponse(withResult(redirectUri, 'query', { code: value, state: fields.get('state') }));
};
