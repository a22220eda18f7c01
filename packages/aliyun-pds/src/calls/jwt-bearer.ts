import type { CallOptions } from '@tokenwright/core/provider';
import { checkServerVariable } from '@tokenwright/core/provider';
import type { AssertionSigner } from '@tokenwright/core/signing';
import { createAssertionSigner } from '@tokenwright/core/signing';
import type { PdsContext } from '../context.ts';
import { requestToken } from '../gen/sdk.gen.ts';
import type { JwtBearerGrant } from '../gen/types.gen.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import { tokenCall } from './token-call.ts';

/** Whom an assertion speaks for. */
export interface JwtBearerRequest {
  readonly where: string;
  readonly client_id: string;
  readonly private_key_pem: string;
  readonly domain_id: string;
  readonly subdomain_id: string | undefined;
  readonly sub: string;
  readonly sub_type: 'user' | 'service';
  readonly auto_create: boolean;
}

/** The key of the last call is kept imported with its context: most clients have one. */
const lastSigner = new WeakMap<PdsContext, { readonly pem: string; readonly signer: AssertionSigner }>();

/** Signs an assertion and exchanges it for a token (RFC 7523 section 2.1; `POST /v2/oauth/token`). */
export async function requestTokenByAssertion(
  context: PdsContext,
  request: JwtBearerRequest,
  options: CallOptions,
): Promise<PdsTokenInfo> {
  const { where, client_id, subdomain_id } = request;
  checkServerVariable('domain_id', request.domain_id, 'host-label');
  const assertion = await signerOf(context, request.private_key_pem).sign({
    iss: client_id,
    sub: request.sub,
    sub_type: request.sub_type,
    aud: request.domain_id,
    auto_create: request.auto_create,
  });
  const body: JwtBearerGrant = {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    client_id,
    assertion,
    ...(subdomain_id === undefined ? {} : { subdomain_id }),
  };
  const secrets = [assertion, request.private_key_pem];
  return tokenCall(context, { where, options, secrets }, (wire) => requestToken({ ...wire, body }));
}

function signerOf(context: PdsContext, pem: string): AssertionSigner {
  const last = lastSigner.get(context);
  if (last?.pem === pem) return last.signer;
  // RS256 is the only algorithm in any of the vendor's sources; 300 s both ways is what its SDK sends in production.
  const signer = createAssertionSigner({
    key: pem,
    keyName: 'private_key_pem',
    alg: 'RS256',
    backdateSeconds: 300,
    lifetimeSeconds: 300,
  });
  lastSigner.set(context, { pem, signer });
  return signer;
}
