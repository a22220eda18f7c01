import type { Route } from '../provider.ts';
import { jsonResponse } from '../wire/message.ts';
import { jsonFields } from './body.ts';
import { knownClient, required } from './client.ts';
import { notSupported, notValid } from './refusals.ts';
import { refreshPds } from './refresh.ts';
import { pdsTokenAnswer } from './token-answer.ts';

/** `POST /v2/account/token`: the refresh of JWT applications, in JSON (the vendor's SDK, `refreshJwtToken`). */
export const accountTokenEndpoint: Route = (request, state) => {
  const fields = jsonFields(request);
  const client = knownClient(required(fields, 'app_id'), state, 'app_id');
  if (required(fields, 'grant_type') !== 'refresh_token') {
    throw notSupported('grant_type', 'grant_type is not refresh_token, the only one that this endpoint has');
  }
  const issued = refreshPds(required(fields, 'refresh_token'), client, 'account', state);
  return jsonResponse(200, pdsTokenAnswer(issued, state));
};

/** `POST /v2/account/revoke`: ends a login. Whether its access token ends too is not documented; here it does. x-guess */
export const accountRevokeEndpoint: Route = (request, state) => {
  const fields = jsonFields(request);
  const client = knownClient(required(fields, 'app_id'), state, 'app_id');
  const token = state.vault.findRefresh(required(fields, 'refresh_token'));
  if (!token) throw notValid('refresh_token', 'there is no such refresh token');
  if (token.lineage.clientId !== client.clientId) {
    throw notValid('refresh_token', `${token.name} was issued to application ${token.lineage.clientId}`);
  }
  state.vault.killLineage(token.lineage, 'revoked');
  return { status: 204, headers: {}, body: '' };
};
