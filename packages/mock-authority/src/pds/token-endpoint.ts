import type { MockClient } from '../options.ts';
import type { Route } from '../provider.ts';
import type { TwinState } from '../state/twin-state.ts';
import type { IssuedTokens } from '../state/vault.ts';
import { jsonResponse } from '../wire/message.ts';
import { acceptAssertion } from './assertion.ts';
import { formFields } from './body.ts';
import { checkSecret, knownClient, required } from './client.ts';
import { notAccepted, notMatching, notSupported, userNotEnabled } from './refusals.ts';
import { refreshPds } from './refresh.ts';
import { pdsRecipe, pdsTokenAnswer } from './token-answer.ts';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

type Grant = (
  fields: ReadonlyMap<string, string>,
  client: MockClient,
  state: TwinState,
) => Promise<IssuedTokens> | IssuedTokens;

/** RFC 6749 section 4.1.3: the code belongs to one client and one redirect URI, and works once. */
function redeemCode(fields: ReadonlyMap<string, string>, client: MockClient, state: TwinState): IssuedTokens {
  checkSecret(client, fields, false);
  const redirectUri = required(fields, 'redirect_uri');
  const code = state.codes.find(required(fields, 'code'));
  if (!code) throw notAccepted('code', 'there is no such code');
  if (code.clientId !== client.clientId)
    throw notAccepted('code', `${code.name} was issued to application ${code.clientId}`);
  if (code.spent) {
    if (state.options.traits.codeReuseKillsLineage) state.vault.killLineage(code.lineage, 'code-reused');
    throw notAccepted('code', `${code.name} was spent before: a code works once`);
  }
  if (state.codes.isExpired(code)) throw notAccepted('code', `${code.name} has expired`);
  if (redirectUri !== code.redirectUri) {
    throw notMatching('redirect_uri', `redirect_uri is not the one that ${code.name} was issued for`);
  }
  const user = state.user(code.userId);
  if (user?.disabled) throw userNotEnabled(`user ${code.userId} is disabled`);
  state.codes.spend(code);
  return state.vault.issue(code.lineage, pdsRecipe(code.lineage, user, state));
}

function refresh(fields: ReadonlyMap<string, string>, client: MockClient, state: TwinState): IssuedTokens {
  checkSecret(client, fields, false);
  return refreshPds(required(fields, 'refresh_token'), client, 'oauth', state);
}

async function redeemAssertion(
  fields: ReadonlyMap<string, string>,
  client: MockClient,
  state: TwinState,
): Promise<IssuedTokens> {
  const assertion = required(fields, 'assertion');
  checkSecret(client, fields, true);
  const { user } = await acceptAssertion(assertion, client, state);
  const lineage = state.vault.begin({
    clientId: client.clientId,
    subject: user.userId,
    scope: 'all',
    origin: 'jwt-bearer',
  });
  return state.vault.issue(lineage, pdsRecipe(lineage, user, state));
}

const GRANTS: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  ['authorization_code', redeemCode],
  ['code', redeemCode],
  ['refresh_token', refresh],
  [JWT_BEARER, redeemAssertion],
]);

/** `POST /v2/oauth/token`: three grants, form-encoded (seed 000, seed 001). */
export const tokenEndpoint: Route = async (request, state) => {
  const fields = formFields(request);
  const grantType = required(fields, 'grant_type');
  const grant = GRANTS.get(grantType);
  if (!grant) throw notSupported('grant_type', 'grant_type is none that this endpoint has');
  const client = knownClient(required(fields, 'client_id'), state);
  const issued = await grant(fields, client, state);
  const subdomainId = grantType === JWT_BEARER ? fields.get('subdomain_id') : undefined;
  return jsonResponse(
    200,
    pdsTokenAnswer(issued, state, subdomainId === undefined ? {} : { subdomain_id: subdomainId }),
  );
};
