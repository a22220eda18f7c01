import type { Route } from '../provider.ts';
import { isRegistered, withResult } from '../redirect-uri.ts';
import { secondsLeft } from '../token-answer.ts';
import { redirectResponse } from '../wire/message.ts';
import { queryFields } from './body.ts';
import { knownClient, required } from './client.ts';
import { forbidden, notSupported, notValid } from './refusals.ts';
import { pdsRecipe } from './token-answer.ts';

const LOGIN_TYPES: ReadonlySet<string> = new Set(['default', 'ding', 'ding_sns', 'ram', 'wechat', 'wechat_app']);

/**
 * `GET /v2/oauth/authorize`: sends the browser back with a code. Nobody is asked: the approved user logs in, or the
 * known one that `login_hint` names, a parameter of the mock's own (OpenID Connect Core section 3.1.2.1).
 */
export const authorizeEndpoint: Route = (request, state) => {
  const fields = queryFields(request);
  const client = knownClient(required(fields, 'client_id'), state);
  const redirectUri = required(fields, 'redirect_uri');
  if (!isRegistered(redirectUri, client.redirectUris ?? [])) {
    throw notValid('redirect_uri', `redirect_uri is not registered for application ${client.clientId}`);
  }
  const responseType = required(fields, 'response_type');
  const loginType = fields.get('login_type');
  if (loginType !== undefined && !LOGIN_TYPES.has(loginType))
    throw notValid('login_type', 'login_type is none of the known ones');
  const hideConsent = fields.get('hide_consent');
  if (hideConsent !== undefined && hideConsent !== 'true' && hideConsent !== 'false') {
    throw notValid('hide_consent', 'hide_consent is neither true nor false');
  }
  const userId = fields.get('login_hint') ?? state.approvedUser;
  const user = userId === undefined ? undefined : state.user(userId);
  if (!user || user.disabled)
    throw forbidden('the login is refused: nobody is approved, or the user is unknown or disabled');

  const stateParameter = fields.get('state');
  const scope = fields.get('scope') ?? 'all';
  if (responseType === 'code') {
    const lineage = state.vault.begin({
      clientId: client.clientId,
      subject: user.userId,
      scope,
      origin: 'authorization_code',
    });
    const value = state.random.hex(32);
    const grant = { clientId: client.clientId, userId: user.userId, scope, redirectUri };
    state.codes.issue(value, lineage, grant, state.options.codeLifetimeMs);
    return redirectResponse(withResult(redirectUri, 'query', { code: value, state: stateParameter }));
  }
  if (responseType !== 'token' || !state.options.traits.implicitFlow) {
    throw notSupported('response_type', 'response_type is not code; token needs the trait implicitFlow');
  }
  // x-guess: that the result is in the fragment is documented, the names are those of RFC 6749 section 4.2.2.
  const lineage = state.vault.begin({ clientId: client.clientId, subject: user.userId, scope, origin: 'implicit' });
  const issued = state.vault.issue(lineage, { ...pdsRecipe(lineage, user, state), refreshToken: undefined });
  return redirectResponse(
    withResult(redirectUri, 'fragment', {
      access_token: issued.access.value,
      token_type: 'Bearer',
      expires_in: String(secondsLeft(issued.access.expiresAt, state)),
      state: stateParameter,
    }),
  );
};
