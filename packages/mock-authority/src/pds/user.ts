import type { Route } from '../provider.ts';
import type { TwinState } from '../state/twin-state.ts';
import type { AccessToken } from '../state/vault.ts';
import { readBearer } from '../wire/basic.ts';
import { jsonResponse } from '../wire/message.ts';
import type { WireRequest } from '../wire/message.ts';
import { accessTokenExpired, accessTokenInvalid } from './refusals.ts';

function acceptedToken(request: WireRequest, state: TwinState): AccessToken {
  const value = readBearer(request.headers);
  if (value === undefined) throw accessTokenInvalid('not login', 'there is no Authorization: Bearer header');
  const token = state.vault.findAccess(value);
  if (!token) throw accessTokenInvalid('AccessToken is invalid. not found', 'there is no such access token');
  if (token.end === 'expired' && state.options.traits.expiredAccessTokenCode === 'TokenExpired') {
    throw accessTokenExpired(`${token.name} has expired`);
  }
  if (token.end === 'expired') throw accessTokenInvalid('AccessToken is invalid. expired', `${token.name} has expired`);
  if (token.end !== undefined) {
    throw accessTokenInvalid('AccessToken is invalid. revoked', `${token.name} was ended: ${token.end}`);
  }
  return token;
}

/**
 * `POST /v2/user/get`: something to call with an access token. The refusals are those of the PDS document; the path and
 * the answer are the API's own, with the user fields of a token answer. x-guess: no document here covers the operation.
 */
export const userEndpoint: Route = (request, state) => {
  const token = acceptedToken(request, state);
  const user = state.user(token.lineage.subject);
  return jsonResponse(200, {
    domain_id: state.options.domainId,
    user_id: token.lineage.subject,
    user_name: user?.userName ?? '',
    nick_name: user?.displayName ?? '',
    avatar: '',
    role: user?.role ?? (user ? 'user' : 'superadmin'),
    status: 'enabled',
    default_drive_id: user?.driveId ?? '',
    ...user?.userData,
  });
};
