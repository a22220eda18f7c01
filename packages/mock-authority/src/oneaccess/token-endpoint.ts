import type { MockClient } from '../options.ts';
import type { Route } from '../provider.ts';
import { refreshProblem } from '../state/refresh-problem.ts';
import { rulesOf } from '../state/rules.ts';
import type { TwinState } from '../state/twin-state.ts';
import type { IssuedTokens } from '../state/vault.ts';
import { jsonResponse } from '../wire/message.ts';
import { formFields, required } from './body.ts';
import { oauthClient } from './client.ts';
import { verifierProblem } from './pkce.ts';
import {
  invalidCode,
  invalidRefreshToken,
  invalidRequest,
  redirectUriMismatch,
  unsupportedGrantType,
  userLocked,
} from './refusals.ts';
import { isOpenId, oauthTokenAnswer, oneAccessRecipe } from './token-answer.ts';

interface Redeemed {
  readonly issued: IssuedTokens;
  readonly nonce?: string;
}

/** RFC 6749 section 4.1.3. The redirect URI is required with OpenID Connect and has to fit whenever it is sent. */
async function redeemCode(
  fields: ReadonlyMap<string, string>,
  client: MockClient,
  state: TwinState,
): Promise<Redeemed> {
  const code = state.codes.find(required(fields, 'code'));
  if (!code) throw invalidCode('there is no such code');
  if (code.clientId !== client.clientId) throw invalidCode(`${code.name} was issued to application ${code.clientId}`);
  const verifierFault = await verifierProblem(code, fields.get('code_verifier'));
  // Nothing below waits, so a code cannot be spent twice.
  if (code.spent) {
    if (state.options.traits.codeReuseKillsLineage) state.vault.killLineage(code.lineage, 'code-reused');
    throw invalidCode(`${code.name} was spent before: a code works once`);
  }
  if (state.codes.isExpired(code)) throw invalidCode(`${code.name} has expired`);
  const redirectUri = fields.get('redirect_uri');
  if (redirectUri === undefined && isOpenId(code.scope)) {
    throw invalidRequest(
      "The 'redirect_uri' parameter is required.",
      'redirect_uri is missing; OpenID Connect requires it',
    );
  }
  if (redirectUri !== undefined && code.redirectUri !== undefined && redirectUri !== code.redirectUri) {
    throw redirectUriMismatch(`redirect_uri is not the one that ${code.name} was issued for`);
  }
  if (verifierFault !== undefined) throw invalidCode(verifierFault);
  if (client.clientSecret === undefined && !code.challenge) {
    throw invalidCode(`application ${client.clientId} is public, and the login had no code_challenge`);
  }
  if (state.user(code.userId)?.disabled) throw userLocked(`user ${code.userId} is disabled`);
  state.codes.spend(code);
  const issued = state.vault.issue(code.lineage, oneAccessRecipe(state));
  return { issued, ...(code.nonce !== undefined && { nonce: code.nonce }) };
}

function refresh(fields: ReadonlyMap<string, string>, client: MockClient, state: TwinState): Redeemed {
  const value = required(fields, 'refresh_token');
  const known = state.vault.findRefresh(value);
  const user = known && state.user(known.lineage.subject);
  if (user?.disabled) throw userLocked(`user ${user.userId} is disabled`);
  const result = state.vault.refresh(value, client.clientId, rulesOf(state.options.traits), () =>
    oneAccessRecipe(state),
  );
  if ('tokens' in result) return { issued: result.tokens };
  throw invalidRefreshToken(refreshProblem(result));
}

/** `POST /api/v1/oauth2/token`: a code or a refresh token, form-encoded (seeds 002 and 003). */
export const oauthTokenEndpoint: Route = async (request, state) => {
  const fields = formFields(request);
  const client = oauthClient(request, fields, state);
  const grantType = required(fields, 'grant_type');
  let redeemed: Redeemed;
  if (grantType === 'authorization_code') redeemed = await redeemCode(fields, client, state);
  else if (grantType === 'refresh_token') redeemed = refresh(fields, client, state);
  else throw unsupportedGrantType('grant_type is none that this endpoint has');
  return jsonResponse(200, await oauthTokenAnswer(redeemed.issued, client, request.url.origin, state, redeemed.nonce));
};
