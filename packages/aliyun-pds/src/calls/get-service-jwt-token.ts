import type { CallOptions } from '@tokenwright/core/provider';
import { checkParameters } from '@tokenwright/core/provider';
import type { PdsContext } from '../context.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import { requestTokenByAssertion } from './jwt-bearer.ts';
import { autoCreate, domainId, jwtClientId, privateKeyPem, subdomainId } from './parameters.ts';

/** Parameters of {@link getServiceJwtToken}. */
export interface GetServiceJwtTokenParameters {
  /** The AppId of the JWT application. */
  readonly client_id: string;
  /** Its private key in PEM, PKCS#8 or PKCS#1; RSA, at least 2048 bits. */
  readonly private_key_pem: string;
  /** The domain id. */
  readonly domain_id: string;
  /** Sent as it is; it means nothing for a service account. Default false. */
  readonly auto_create?: boolean | undefined;
  /** The subdomain, where a domain has them. */
  readonly subdomain_id?: string | undefined;
}

const rules = {
  known: {
    client_id: jwtClientId,
    private_key_pem: privateKeyPem,
    domain_id: domainId,
    auto_create: autoCreate,
    subdomain_id: subdomainId,
  },
};

/**
 * Gets a token of the domain's service account, which may do everything in the domain, with an assertion signed by the
 * application's private key (RFC 7523 section 2.1; `POST /v2/oauth/token`). Each call signs a new assertion.
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws SigningError when the key is no RSA private key of at least 2048 bits; nothing was sent
 * @throws AuthorityError when PDS refuses
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function getServiceJwtToken(
  context: PdsContext,
  params: GetServiceJwtTokenParameters,
  options: CallOptions = {},
): Promise<PdsTokenInfo> {
  const where = 'getServiceJwtToken';
  const given = checkParameters<GetServiceJwtTokenParameters>(where, 'parameter', params, rules);
  const { client_id, private_key_pem, domain_id, subdomain_id, auto_create = false } = given;
  return requestTokenByAssertion(
    context,
    { where, client_id, private_key_pem, domain_id, subdomain_id, sub: domain_id, sub_type: 'service', auto_create },
    options,
  );
}
