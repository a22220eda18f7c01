import type { CallOptions, ParameterRules, Secret } from '@tokenwright/core/provider';
import { ConfigurationError, checkCallOptions, checkServerVariable } from '@tokenwright/core/provider';
import type { AssertionSigner } from '@tokenwright/core/signing';
import type { PdsPrivateKey } from '../assertion-key.ts';
import { isSigner, withSigner } from '../assertion-key.ts';
import type { PdsContext } from '../context.ts';
import { requestToken } from '../gen/sdk.gen.ts';
import type { JwtAssertionClaims, JwtBearerGrant } from '../gen/types.gen.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import { autoCreate, domainId, jwtClientId, privateKeyPem, signer, subdomainId } from './parameters.ts';
import { tokenCall } from './token-call.ts';

/** What an assertion is signed with: the key, or a signer for a key that is elsewhere. */
export type PdsAssertionKey =
  // Of two alternatives that do not fit compilers speak of the last.
  | {
      /** What `createPdsAssertionSigner` returns: for a key that never leaves its service, or that is no PEM. */
      readonly signer: AssertionSigner;
      /** Not beside a signer. */
      readonly private_key_pem?: undefined;
    }
  | {
      /**
       * The private key of the JWT application in PEM, PKCS#8 or PKCS#1; RSA, at least 2048 bits. Or a function that
       * fetches it, which is asked at each call, and once more when PDS refuses the assertion.
       */
      readonly private_key_pem: Secret;
      /** Not beside a key. */
      readonly signer?: undefined;
    };

/** Parameters that every call with an assertion takes besides its key. */
export interface JwtBearerParameters {
  /** The AppId of the JWT application. */
  readonly client_id: string;
  /** The domain id: `my-domain` where the API is at `https://my-domain.api.aliyunpds.com`. */
  readonly domain_id: string;
  /** The subdomain, where a domain has them. */
  readonly subdomain_id?: string | undefined;
}

export const jwtBearerRules: ParameterRules['known'] = {
  client_id: jwtClientId,
  private_key_pem: privateKeyPem,
  signer,
  domain_id: domainId,
  auto_create: autoCreate,
  subdomain_id: subdomainId,
};

/** Whom an assertion speaks for, and who signs it. */
export interface JwtBearerRequest extends JwtBearerParameters {
  readonly where: string;
  readonly key: PdsPrivateKey;
  /** What the caller calls the key. */
  readonly keyName: string;
  /** What the assertion takes the time from, in milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  readonly sub: string;
  readonly sub_type: JwtAssertionClaims['sub_type'];
  readonly auto_create: boolean;
}

/**
 * The one key among the parameters.
 *
 * @throws ConfigurationError when there is none, or more than one, or something that is no signer
 */
export function chooseKey(where: string, given: PdsAssertionKey): Pick<JwtBearerRequest, 'key' | 'keyName'> {
  const { private_key_pem: pem, signer: held } = given;
  if (held === undefined) {
    if (pem !== undefined) return { key: pem, keyName: 'private_key_pem' };
    throw new ConfigurationError(
      'missing_parameter',
      'private_key_pem',
      `${where}: the parameter "private_key_pem" is missing; give ${privateKeyPem.what}; or "signer", for a key that is elsewhere.`,
    );
  }
  if (pem === undefined && isSigner(held)) return { key: held, keyName: 'signer' };
  throw new ConfigurationError(
    'invalid_parameter',
    'signer',
    pem === undefined
      ? `${where}: the parameter "signer" is an object that is no signer; give ${signer.what}.`
      : `${where}: the parameters "private_key_pem" and "signer" exclude each other; give one of them.`,
  );
}

/** Signs an assertion and exchanges it for a token (RFC 7523 section 2.1; `POST /v2/oauth/token`). */
export async function requestTokenByAssertion(
  context: PdsContext,
  request: JwtBearerRequest,
  options: CallOptions,
): Promise<PdsTokenInfo> {
  const { where, client_id, subdomain_id } = request;
  // Before a key is asked for and something is signed.
  checkCallOptions(where, options);
  checkServerVariable('domain_id', request.domain_id, 'host-label');
  const { keyName, now } = request;
  return withSigner({ context, keyName, now }, request.key, async (assertionSigner) => {
    const claims = {
      iss: client_id,
      sub: request.sub,
      sub_type: request.sub_type,
      aud: request.domain_id,
      auto_create: request.auto_create,
    };
    const assertion = await assertionSigner.sign(claims, { clockOffsetMs: options.clockOffsetMs });
    const body: JwtBearerGrant = {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id,
      assertion,
      ...(subdomain_id === undefined ? {} : { subdomain_id }),
    };
    const secrets = [assertion, typeof request.key === 'string' ? request.key : undefined];
    return tokenCall(context, { where, options, secrets }, (wire) => requestToken({ ...wire, body }));
  });
}
