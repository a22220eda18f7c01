import type { ProviderTwin } from '../provider.ts';
import { authorizeEndpoint } from './authorize.ts';
import { oneAccessFaultResponse, oneAccessRefusalResponse } from './error-response.ts';
import { discoveryEndpoint, keysEndpoint, logoutEndpoint, userInfoEndpoint } from './openid.ts';
import { undocumented } from './refusals.ts';
import { tenantTokenEndpoint, tenantUsersEndpoint } from './tenant.ts';
import { oauthTokenEndpoint } from './token-endpoint.ts';

/** The twin of a OneAccess instance: OAuth 2.0 and OpenID Connect (v1), and the tenant API (v2). */
export const oneAccessTwin: ProviderTwin = {
  routes: {
    'POST /api/v1/oauth2/token': oauthTokenEndpoint,
    'GET /api/v1/oauth2/authorize': authorizeEndpoint,
    'GET /api/v1/oauth2/userinfo': userInfoEndpoint,
    'GET /api/v1/oauth2/.well-known/openid-configuration': discoveryEndpoint,
    'GET /api/v1/oauth2/keys': keysEndpoint,
    'GET /api/v1/logout': logoutEndpoint,
    'POST /api/v2/tenant/token': tenantTokenEndpoint,
    'GET /api/v2/tenant/users': tenantUsersEndpoint,
  },
  // A page is no client of OneAccess: every exchange that is documented needs the secret.
  routesOfPages: [],
  noRoute: (request, allowed) =>
    allowed.length > 0
      ? undocumented({
          status: 405,
          code: 'method_not_allowed',
          message: `Request method '${request.method}' not supported`,
          problem: `${request.method} is not a method of this path; ${allowed.join(', ')} is`,
          headers: { allow: allowed.join(', ') },
        })
      : undocumented({ status: 404, code: 'not_found', message: 'Not found', problem: 'there is no such path' }),
  bodyTooLarge: (maxBytes) =>
    undocumented({
      status: 413,
      code: 'invalid_request',
      message: 'Request body too large',
      problem: `the body is larger than ${maxBytes} bytes`,
    }),
  refusalResponse: (refusal, state) => oneAccessRefusalResponse(refusal, state),
  faultResponse: (fault, status, state) => oneAccessFaultResponse(fault, status, state),
  commonHeaders: () => ({}),
};
