import type { Answer, CallOptions } from '@tokenwright/core/provider';
import { checkParameters, exchange } from '@tokenwright/core/provider';
import { createCallClient } from '@tokenwright/http-runtime/call-client';
import { requireContext, type OneAccessContext } from '../context.ts';
import { foreignParameters } from '../foreign-names.ts';
import { getUserInfo as requestUserInfo } from '../gen/oauth2/sdk.gen.ts';
import type { UserInfo } from '../gen/oauth2/types.gen.ts';
import { readFields } from '../read-fields.ts';
import { product } from '../version.ts';
import { accessToken } from './parameters.ts';

/** Parameters of {@link getUserInfo}. */
export interface GetUserInfoParameters {
  /** The access token of a login. */
  readonly access_token: string;
}

/** What OneAccess tells about a user, under its wire names; what the document does not know is kept. */
export type OneAccessUserInfo = UserInfo & { [field: string]: unknown };

const rules = { known: { access_token: accessToken }, refused: foreignParameters };

/** Ids are texts; one that came as a number becomes what it would be written as. */
const texts = ['id', 'userName', 'name', 'email', 'mobile', 'tenant', 'organizationCode', 'role'] as const;

/**
 * Reads the user that an access token belongs to (`GET /api/v1/oauth2/userinfo`).
 *
 * @throws ConfigurationError when a parameter is missing or malformed; nothing was sent
 * @throws AuthorityError when OneAccess refuses; `invalid_token` for a token that is wrong or has expired
 * @throws InvalidResponseError, TransportError, RequestTimeoutError
 */
export async function getUserInfo(
  context: OneAccessContext,
  params: GetUserInfoParameters,
  options: CallOptions = {},
): Promise<OneAccessUserInfo> {
  const where = 'getUserInfo';
  requireContext(where, context);
  const { access_token } = checkParameters<GetUserInfoParameters>(where, 'parameter', params, rules);
  const { transport, endpoint: origin } = context;
  const client = createCallClient(origin);
  const call = { where, product, transport, call: options, origin, secrets: [access_token] };
  const answer: Answer = await exchange(call, (wire) =>
    requestUserInfo({ ...wire, client, headers: { ...wire.headers, authorization: `Bearer ${access_token}` } }),
  );
  const fields = readFields(where, answer);
  for (const name of texts) {
    const value = fields[name];
    if (typeof value === 'number') fields[name] = String(value);
    else if (value === null) delete fields[name];
  }
  return fields;
}
