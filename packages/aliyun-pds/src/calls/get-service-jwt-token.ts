import type { CallOptions } from '@tokenwright/core/provider';
import { checkParameters } from '@tokenwright/core/provider';
import type { PdsContext } from '../context.ts';
import { requireContext } from '../context.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import { vendorParameters } from '../vendor-names.ts';
import type { JwtBearerParameters, PdsAssertionKey } from './jwt-bearer.ts';
import { chooseKey, jwtBearerRules, requestTokenByAssertion } from './jwt-bearer.ts';

/** Parameters of {@link getServiceJwtToken}. */
export type GetServiceJwtTokenParameters = PdsAssertionKey &
  JwtBearerParameters & {
    /** Sent as it is; it means nothing for a service account. Default false. */
    readonly auto_create?: boolean | undefined;
  };

const rules = { known: jwtBearerRules, refused: vendorParameters };

/**
 * Gets a token of the domain's service account, which may do everything in the domain, with an assertion signed by the
 * application's private key (RFC 7523 section 2.1; `POST /v2/oauth/token`). Each call signs a new assertion.
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws SigningError when the key cannot be had, or is no RSA private key of at least 2048 bits; nothing was sent
 * @throws AuthorityError when PDS refuses
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function getServiceJwtToken(
  context: PdsContext,
  params: GetServiceJwtTokenParameters,
  options: CallOptions = {},
): Promise<PdsTokenInfo> {
  const where = 'getServiceJwtToken';
  requireContext(where, context);
  const given = checkParameters<GetServiceJwtTokenParameters>(where, 'parameter', params, rules);
  const { client_id, domain_id, subdomain_id, auto_create = false } = given;
  const subject = { sub: domain_id, sub_type: 'service', auto_create } as const;
  return requestTokenByAssertion(
    context,
    { where, ...chooseKey(where, given), client_id, domain_id, subdomain_id, ...subject },
    options,
  );
}
