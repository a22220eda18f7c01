import type { CallOptions } from '@tokenwright/core/provider';
import { checkParameters } from '@tokenwright/core/provider';
import type { PdsContext } from '../context.ts';
import { requireContext } from '../context.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import { vendorParameters } from '../vendor-names.ts';
import type { JwtBearerParameters, PdsAssertionKey } from './jwt-bearer.ts';
import { chooseKey, jwtBearerRules, requestTokenByAssertion } from './jwt-bearer.ts';
import { userId } from './parameters.ts';

/** Parameters of {@link getUserJwtToken}. */
export type GetUserJwtTokenParameters = PdsAssertionKey &
  JwtBearerParameters & {
    /** The user for whom the token is wanted. */
    readonly user_id: string;
    /** Whether a user who does not exist is created. Default false. */
    readonly auto_create?: boolean | undefined;
  };

const rules = { known: { ...jwtBearerRules, user_id: userId }, refused: vendorParameters };

/**
 * Gets a token that acts for a user, with an assertion signed by the application's private key
 * (RFC 7523 section 2.1; `POST /v2/oauth/token`). Each call signs a new assertion.
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws SigningError when the key cannot be had, or is no RSA private key of at least 2048 bits; nothing was sent
 * @throws AuthorityError when PDS refuses
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function getUserJwtToken(
  context: PdsContext,
  params: GetUserJwtTokenParameters,
  options: CallOptions = {},
): Promise<PdsTokenInfo> {
  const where = 'getUserJwtToken';
  requireContext(where, context);
  const given = checkParameters<GetUserJwtTokenParameters>(where, 'parameter', params, rules);
  const { client_id, domain_id, subdomain_id, user_id: sub, auto_create = false } = given;
  const subject = { sub, sub_type: 'user', auto_create } as const;
  return requestTokenByAssertion(
    context,
    { where, ...chooseKey(where, given), client_id, domain_id, subdomain_id, ...subject },
    options,
  );
}
