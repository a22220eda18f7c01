import type { ProviderTwin } from '../provider.ts';
import { Refusal } from '../wire/refusal.ts';
import { accountRevokeEndpoint, accountTokenEndpoint } from './account.ts';
import { authorizeEndpoint } from './authorize.ts';
import { pdsFaultResponse, pdsRefusalResponse } from './error-response.ts';
import { tooLarge } from './refusals.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { userEndpoint } from './user.ts';

/** The twin of a PDS domain: what the API host and the auth host serve, under one address. */
export const pdsTwin: ProviderTwin = {
  routes: {
    'POST /v2/oauth/token': tokenEndpoint,
    'POST /v2/account/token': accountTokenEndpoint,
    'POST /v2/account/revoke': accountRevokeEndpoint,
    'GET /v2/oauth/authorize': authorizeEndpoint,
    'POST /v2/user/get': userEndpoint,
  },
  routesOfPages: ['POST /v2/oauth/token', 'POST /v2/account/token', 'POST /v2/account/revoke', 'POST /v2/user/get'],
  // The gateway answers what it has no route for by itself, headers only (I404NF). x-guess: for a wrong method too.
  noRoute: (request, allowed) =>
    new Refusal({
      status: 404,
      code: 'I404NF',
      message: 'not found',
      problem:
        allowed.length > 0
          ? `${request.method} is not a method of this path; ${allowed.join(', ')} is`
          : 'there is no such path',
    }),
  bodyTooLarge: tooLarge,
  refusalResponse: pdsRefusalResponse,
  faultResponse: pdsFaultResponse,
  commonHeaders: (requestId) => ({ 'x-ca-request-id': requestId }),
};
