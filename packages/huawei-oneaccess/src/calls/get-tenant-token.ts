import type { CallOptions, Secret } from '@tokenwright/core/provider';
import { checkParameters } from '@tokenwright/core/provider';
import { requireContext, type OneAccessContext } from '../context.ts';
import { foreignParameters } from '../foreign-names.ts';
import { requestTenantToken } from '../gen/tenant/sdk.gen.ts';
import type { BasicClientCredentialsGrant, ClientCredentialsGrant } from '../gen/tenant/types.gen.ts';
import type { OneAccessTenantToken } from '../token.ts';
import { clientId, clientSecret } from './parameters.ts';
import { tokenCall } from './token-call.ts';

/** Parameters of {@link getTenantToken}. */
export interface GetTenantTokenParameters {
  /** The client id of the application. */
  readonly client_id: string;
  /**
   * The client secret of the application, which has to be enabled for API access; or a function that fetches it, which
   * is asked at each call, and once more when OneAccess refuses the client.
   */
  readonly client_secret: Secret;
}

const rules = {
  known: { client_id: clientId, client_secret: clientSecret },
  refused: foreignParameters,
};

/**
 * Gets a token for the management APIs of an instance (RFC 6749 section 4.4; `POST /api/v2/tenant/token`). A new token
 * leaves the old one valid. `expires_in` may be the remaining life of a token that was issued before.
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws AuthorityError when OneAccess refuses
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function getTenantToken(
  context: OneAccessContext,
  params: GetTenantTokenParameters,
  options: CallOptions = {},
): Promise<OneAccessTenantToken> {
  const where = 'getTenantToken';
  requireContext(where, context, 'createOneAccessTenantContext');
  const given = checkParameters<GetTenantTokenParameters>(where, 'parameter', params, rules);
  const call = { where, options, credentials: given, secrets: [] };
  return tokenCall(context, call, ({ credentials, ...wire }) => {
    const grant = { grant_type: 'client_credentials' } as const;
    if (context.grantTypeIn === 'query') return requestTenantToken({ ...wire, query: grant });
    const body = { ...grant, ...credentials } satisfies Partial<ClientCredentialsGrant> & BasicClientCredentialsGrant;
    return requestTenantToken({ ...wire, body });
  });
}
