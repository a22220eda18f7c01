/**
 * What is known of the two providers, as plain tables, to be compared with the documents in both
 * directions: a fact that no document holds fails, and so does a part of a document without a fact.
 */
import type { DocumentName } from '../src/index.ts';

export interface GrantFacts {
  readonly grantTypes: readonly string[];
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export interface OperationFacts {
  readonly method: 'get' | 'post';
  readonly path: string;
  /** The media type of the request body, if there is one. */
  readonly body?: string;
  /** The component schemas of the body's alternatives. */
  readonly schemas?: readonly string[];
  readonly bodyRequired?: boolean;
  readonly parameters: {
    readonly required: readonly string[];
    readonly optional: readonly string[];
  };
  /** The media types of every status; none for an answer without a body. */
  readonly responses: Readonly<Record<string, readonly string[]>>;
  readonly requestExamples: readonly string[];
  readonly successExamples: readonly string[];
}

export interface DocumentFacts {
  readonly servers: Readonly<
    Record<string, { readonly url: string; readonly variable: string; readonly format: string }>
  >;
  readonly operations: Readonly<Record<string, OperationFacts>>;
  readonly grants: Readonly<Record<string, GrantFacts>>;
  /** Fields of the objects in answers, with their JSON types. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Known values by schema, or by schema and property joined with a dot. */
  readonly knownValues: Readonly<Record<string, readonly string[]>>;
  /** Example names by response component or by `operationId status`. */
  readonly errorExamples: Readonly<Record<string, readonly string[]>>;
  /** What sources disagree on and what none confirms, with the places of the document that say so by `x-guess`. */
  readonly guesses: Readonly<Record<string, readonly string[]>>;
  /** Headers of answers that have no body, with the values of their examples. */
  readonly headerExamples: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const html = 'text/html';
const text = 'text/plain';
const xml = 'application/xml';

const schemas = 'components/schemas';
const tenantResponses = 'paths/~1api~1v2~1tenant~1token/post/responses';
const pdsExamples = (response: string): string => `components/responses/${response}/content/application~1json/examples`;

const oneAccessServer = {
  instance: { url: 'https://{domain_name}', variable: 'domain_name', format: 'host-with-port' },
};

const oneAccessErrorCodes = [
  'APP.0001',
  'APP.0002',
  'APP.0003',
  'APP_ACCOUNT.0001',
  'APP_ACCOUNT.0002',
  'APP_ACCOUNT.0003',
  'APP_ACCOUNT.0004',
  'APP_ACCOUNT.0005',
  'APP_ACCOUNT.0006',
  'APP_ACCOUNT.0007',
  'APP_ACCOUNT.0008',
  'APP_ACCOUNT.0035',
  'APP_ACCOUNT.0036',
  'APP_ORG.0001',
  'PARAM.0031',
  'PARAM.0032',
  'USER.0033',
  'USER.0037',
  'SDK.COMMON.1003',
  'SDK.LOGIN.1005',
];

const oneAccessErrorFields = {
  OAuthError: { error: ['string'], error_description: ['string'] },
  CodedError: { error_code: ['string'], error_msg: ['string'] },
};

const pdsTokenErrors = {
  '400': [json, html, xml],
  '401': [json],
  '403': [json, text],
  '404': [json, text],
  '429': [json],
  '500': [json],
  '503': [json],
  '504': [],
};

const pdsTokens = [
  'documented_sdk_token',
  'default_drive_id_number',
  'recorded_user_data',
  'recorded_short',
  'service_account',
  'expires_in_string',
  'linked_account',
  'unknown_fields',
  'access_token_only',
];

export const facts: Readonly<Record<DocumentName, DocumentFacts>> = {
  'aliyun-pds': {
    servers: {
      api: {
        url: 'https://{domain_id}.api.aliyunpds.com',
        variable: 'domain_id',
        format: 'host-label',
      },
      auth: {
        url: 'https://{domain_id}.auth.aliyunpds.com',
        variable: 'domain_id',
        format: 'host-label',
      },
      'api-vpc': {
        url: 'https://{domain_id}.api-vpc.aliyunpds.com',
        variable: 'domain_id',
        format: 'host-label',
      },
    },
    operations: {
      requestToken: {
        method: 'post',
        path: '/v2/oauth/token',
        body: form,
        schemas: ['AuthorizationCodeGrant', 'RefreshTokenGrant', 'JwtBearerGrant'],
        bodyRequired: true,
        parameters: { required: [], optional: [] },
        responses: { '200': [json], ...pdsTokenErrors, '409': [json] },
        requestExamples: [
          'authorization_code',
          'authorization_code_short_name',
          'authorization_code_public_client',
          'refresh_token',
          'refresh_token_redirect_uri',
          'refresh_token_public_client',
          'jwt_bearer',
          'jwt_bearer_subdomain',
          'jwt_bearer_client_secret',
        ],
        successExamples: pdsTokens,
      },
      refreshAccountToken: {
        method: 'post',
        path: '/v2/account/token',
        body: json,
        schemas: ['AccountTokenRequest'],
        bodyRequired: true,
        parameters: { required: [], optional: [] },
        responses: { '200': [json], ...pdsTokenErrors },
        requestExamples: ['refresh_token', 'refresh_token_addition_data'],
        successExamples: pdsTokens,
      },
      revokeAccountToken: {
        method: 'post',
        path: '/v2/account/revoke',
        body: json,
        schemas: ['AccountRevokeRequest'],
        bodyRequired: true,
        parameters: { required: [], optional: [] },
        responses: { '204': [], ...pdsTokenErrors },
        requestExamples: ['revoke'],
        successExamples: [],
      },
      authorize: {
        method: 'get',
        path: '/v2/oauth/authorize',
        parameters: {
          required: ['client_id', 'redirect_uri', 'response_type'],
          optional: ['login_type', 'scope', 'state', 'hide_consent', 'prompt'],
        },
        responses: { '302': [], '400': [json, html, xml], '403': [json, text], '500': [json] },
        requestExamples: [],
        successExamples: [],
      },
    },
    grants: {
      AuthorizationCodeGrant: {
        grantTypes: ['authorization_code', 'code'],
        required: ['grant_type', 'client_id', 'redirect_uri', 'code'],
        optional: ['client_secret'],
      },
      RefreshTokenGrant: {
        grantTypes: ['refresh_token'],
        required: ['grant_type', 'client_id', 'refresh_token'],
        optional: ['client_secret', 'redirect_uri'],
      },
      JwtBearerGrant: {
        grantTypes: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
        required: ['grant_type', 'client_id', 'assertion'],
        optional: ['client_secret', 'subdomain_id'],
      },
      AccountTokenRequest: {
        grantTypes: ['refresh_token'],
        required: ['app_id', 'grant_type', 'refresh_token'],
        optional: ['addition_data'],
      },
      AccountRevokeRequest: {
        grantTypes: [],
        required: ['app_id', 'refresh_token'],
        optional: [],
      },
    },
    fields: {
      TokenResponse: {
        access_token: ['string'],
        refresh_token: ['string'],
        expires_in: ['integer', 'string'],
        expire_time: ['string'],
        token_type: ['string'],
        user_id: ['string'],
        user_name: ['string'],
        nick_name: ['string'],
        avatar: ['string'],
        default_drive_id: ['integer', 'string'],
        default_sbox_drive_id: ['string'],
        role: ['string'],
        status: ['string'],
        state: ['string'],
        is_first_login: ['boolean'],
        device_id: ['string'],
        device_name: ['string'],
        domain_id: ['string'],
        subdomain_id: ['string'],
        need_link: ['boolean'],
        need_rp_verify: ['boolean'],
        pin_setup: ['boolean'],
        exist_link: ['array'],
        user_data: ['object'],
        path_status: ['string'],
      },
      LinkedIdentity: { extra: ['string'], identity: ['string'], type: ['string'] },
      JwtAssertionClaims: {
        iss: ['string'],
        sub: ['string'],
        sub_type: ['string'],
        aud: ['string'],
        jti: ['string'],
        exp: ['integer'],
        iat: ['integer'],
        nbf: ['integer'],
        auto_create: ['boolean'],
      },
      ApiError: { code: ['string'], message: ['string'], requestId: ['null', 'string'] },
      CapitalisedApiError: { Code: ['string'], Message: ['string'], RequestId: ['null', 'string'] },
    },
    knownValues: {
      ErrorCode: [
        'InvalidParameter',
        'InvalidParameterEmpty',
        'InvalidParameterWrongFormat',
        'InvalidRequestJSONFormat',
        'InvalidParameterNotSupported',
        'InvalidParameterMissing',
        'InvalidParameterNotMatch',
        'InvalidParameterOutOfRange',
        'InvalidParameterExpired',
        'InvalidParameter.RefreshToken',
        'InvalidParameter.ClientId',
        'InvalidParameterMissing.RefreshToken',
        'RefreshTokenExpired',
        'AccessTokenInvalid',
        'TokenExpired',
        'Forbidden',
        'ForbiddenNoPermission',
        'ShareLinkTokenInvalid',
        'NotFound',
        'AlreadyExist',
        'StateConflict',
        'TooManyRequests',
        'InternalError',
        'ServiceUnavailable',
      ],
      GatewayErrorCode: ['I404NF', 'D504TO'],
      ErrorMessage: ['UserRoleChanged', 'UserNotEnabled'],
      'TokenResponse.role': ['superadmin', 'admin', 'user', 'subdomain_super_admin', 'subdomain_admin'],
    },
    errorExamples: {
      BadRequest: [
        'invalid_refresh_token',
        'invalid_refresh_token_without_request_id',
        'invalid_client_id',
        'missing_refresh_token',
        'refresh_token_expired',
        'invalid_code',
        'invalid_assertion',
        'capitalised',
        'html_page',
        'xml_document',
      ],
      Unauthorized: ['access_token_invalid', 'token_expired', 'share_link_token_invalid'],
      Forbidden: ['forbidden', 'forbidden_no_permission', 'user_role_changed', 'user_not_enabled', 'plain_text'],
      NotFound: ['not_found', 'gateway_not_found'],
      Conflict: ['already_exist', 'state_conflict'],
      TooManyRequests: ['too_many_requests'],
      InternalError: ['internal_error'],
      ServiceUnavailable: ['service_unavailable'],
    },
    headerExamples: {
      GatewayTimeout: {
        'x-ca-request-id': ['00000000-0000-0000-0000-000000000000'],
        'x-ca-error-code': ['D504TO'],
        'x-ca-error-message': ['timeout'],
      },
      'authorize 302': {
        Location: [
          'https://app.example/callback?code=0000aaaa1111bbbb&state=s-1',
          'https://app.example/callback#access_token=made-up-access-token&token_type=Bearer&expires_in=7200&state=s-1',
        ],
        'x-ca-request-id': ['00000000-0000-0000-0000-000000000000'],
      },
      'revokeAccountToken 204': {
        'x-ca-request-id': ['00000000-0000-0000-0000-000000000000'],
      },
    },
    guesses: {
      'authorization_code or code': [`${schemas}/AuthorizationCodeGrant/properties/grant_type`],
      'redirect_uri on refresh': [`${schemas}/RefreshTokenGrant/properties/redirect_uri`],
      'client_secret with an assertion': [`${schemas}/JwtBearerGrant/properties/client_secret`],
      'login_type required or optional': ['paths/~1v2~1oauth~1authorize/get/parameters/3'],
      'expires_in number or string': [
        `${schemas}/ExpiresIn`,
        'components/responses/TokenIssued/content/application~1json/examples/expires_in_string',
      ],
      'default_drive_id number or string': [`${schemas}/TokenResponse/properties/default_drive_id`],
      'user_data strings or anything': [`${schemas}/TokenResponse/properties/user_data`],
      path_status: [`${schemas}/TokenResponse/properties/path_status`],
      'longest life of an assertion': [`${schemas}/JwtAssertionClaims/properties/exp`],
      'repeated jti': [`${schemas}/JwtAssertionClaims/properties/jti`],
      'tolerance for clock differences': [`${schemas}/JwtAssertionClaims/properties/iat`],
      'key format, algorithm': [`${schemas}/JwtBearerGrant/properties/assertion`],
      'whether the OAuth endpoint refreshes JWT applications': ['paths/~1v2~1account~1token/post'],
      'whether the API hosts revoke': ['paths/~1v2~1account~1revoke/post'],
      'whether a spent refresh token keeps working': [`${schemas}/RefreshTokenGrant/properties/refresh_token`],
      'codes for a bad assertion and a used code': [
        `${pdsExamples('BadRequest')}/invalid_assertion`,
        `${pdsExamples('BadRequest')}/invalid_code`,
      ],
      'status of some codes': [
        `${pdsExamples('BadRequest')}/refresh_token_expired`,
        `${pdsExamples('Unauthorized')}/token_expired`,
        `${pdsExamples('Conflict')}/already_exist`,
        `${pdsExamples('Conflict')}/state_conflict`,
      ],
      'tail of the error table': [`${schemas}/ErrorCode`],
      PKCE: ['paths/~1v2~1oauth~1authorize/get'],
      'VPC hosts': ['servers/2'],
      'Retry-After': ['components/headers/RetryAfter'],
    },
  },
  'huawei-oneaccess-oauth2': {
    servers: oneAccessServer,
    operations: {
      requestToken: {
        method: 'post',
        path: '/api/v1/oauth2/token',
        body: form,
        schemas: ['AuthorizationCodeGrant', 'RefreshTokenGrant'],
        bodyRequired: true,
        parameters: { required: [], optional: ['X-tenant-id'] },
        responses: {
          '200': [json],
          '400': [json],
          '401': [json],
          '429': [json],
          '500': [json],
          '503': [json],
        },
        requestExamples: [
          'authorization_code',
          'authorization_code_without_redirect_uri',
          'authorization_code_pkce',
          'refresh_token',
        ],
        successExamples: [
          'oidc_code',
          'oidc_code_with_refresh_token',
          'oauth_code',
          'oauth_code_with_refresh_token',
          'oauth_refresh',
          'oidc_refresh',
          'remaining_lifetime',
          'expires_in_string',
          'unknown_fields',
          'access_token_only',
        ],
      },
      authorize: {
        method: 'get',
        path: '/api/v1/oauth2/authorize',
        parameters: {
          required: ['response_type', 'client_id'],
          optional: [
            'X-tenant-id',
            'redirect_uri',
            'scope',
            'state',
            'code_challenge',
            'code_challenge_method',
            'nonce',
          ],
        },
        responses: { '302': [], '400': [json], '500': [json] },
        requestExamples: [],
        successExamples: [],
      },
      getUserInfo: {
        method: 'get',
        path: '/api/v1/oauth2/userinfo',
        parameters: { required: [], optional: ['X-tenant-id'] },
        responses: { '200': [json], '400': [json], '401': [json], '429': [json], '500': [json] },
        requestExamples: [],
        successExamples: ['user', 'user_with_organization'],
      },
      getOpenIdConfiguration: {
        method: 'get',
        path: '/api/v1/oauth2/.well-known/openid-configuration',
        parameters: { required: [], optional: ['X-tenant-id'] },
        responses: { '200': [json], '404': [], '500': [json] },
        requestExamples: [],
        successExamples: ['documented_members', 'usual_members'],
      },
      logout: {
        method: 'get',
        path: '/api/v1/logout',
        parameters: { required: [], optional: ['redirect_url'] },
        responses: { '302': [], '400': [json] },
        requestExamples: [],
        successExamples: [],
      },
    },
    grants: {
      AuthorizationCodeGrant: {
        grantTypes: ['authorization_code'],
        required: ['grant_type', 'client_id', 'client_secret', 'code'],
        optional: ['redirect_uri', 'code_verifier'],
      },
      RefreshTokenGrant: {
        grantTypes: ['refresh_token'],
        required: ['grant_type', 'client_id', 'client_secret', 'refresh_token'],
        optional: [],
      },
    },
    fields: {
      TokenResponse: {
        access_token: ['string'],
        token_type: ['string'],
        expires_in: ['integer', 'string'],
        scope: ['string'],
        refresh_token: ['string'],
        id_token: ['string'],
      },
      UserInfo: {
        id: ['string'],
        userName: ['string'],
        name: ['string'],
        email: ['string'],
        mobile: ['string'],
        tenant: ['string'],
        organizationCode: ['string'],
        role: ['string'],
      },
      OpenIdConfiguration: {
        issuer: ['string'],
        authorization_endpoint: ['string'],
        jwks_uri: ['string'],
        token_endpoint: ['string'],
        userinfo_endpoint: ['string'],
        scopes_supported: ['array'],
        response_types_supported: ['array'],
        id_token_signing_alg_values_supported: ['array'],
      },
      ...oneAccessErrorFields,
    },
    knownValues: {
      'OAuthError.error': [
        'invalid_grant',
        'invalid_client',
        'unauthorized',
        'unsupported_grant_type',
        'invalid_scope',
        'insufficient_scope',
        'invalid_token',
        'invalid_request',
        'redirect_uri_mismatch',
        'unsupported_response_type',
        'access_denied',
        'unauthorized_user',
      ],
      'CodedError.error_code': oneAccessErrorCodes,
    },
    errorExamples: {
      BadRequest: [
        'invalid_authorization_code',
        'invalid_refresh_token',
        'invalid_client_authorization_code',
        'access_token_echoed',
        'redirect_uri_mismatch',
        'unsupported_grant_type',
        'user_locked',
        'error_code_pair',
        'both_pairs',
      ],
      UnauthorizedClient: ['bad_client_credentials', 'unauthorized_user', 'unauthorized'],
      'getUserInfo 401': ['unauthorized', 'access_token_expired'],
      TooManyRequests: ['too_many_requests'],
      ServerError: ['server_error'],
      ServiceUnavailable: ['temporarily_unavailable'],
    },
    headerExamples: {
      'authorize 302': {
        Location: [
          'https://app.example/callback?code=z2D-made-up-code&state=test',
          'https://app.example/callback#access_token=made-up-access-token&token_type=Bearer&expires_in=7199&id_token=HEADER.PAYLOAD.SIGNATURE',
        ],
      },
      'logout 302': { Location: ['https://app.example'] },
      'getOpenIdConfiguration 404': {},
    },
    guesses: {
      'Bamboocloud, introspection, revocation': ['info'],
      'Basic on v1': ['paths/~1api~1v1~1oauth2~1token/post'],
      PKCE: [
        `${schemas}/AuthorizationCodeGrant/properties/code_verifier`,
        'paths/~1api~1v1~1oauth2~1authorize/get/parameters/6',
        'paths/~1api~1v1~1oauth2~1authorize/get/parameters/7',
      ],
      nonce: ['paths/~1api~1v1~1oauth2~1authorize/get/parameters/8'],
      'redirect_uri required or optional': [`${schemas}/AuthorizationCodeGrant/properties/redirect_uri`],
      'expires_in number or string': [`${schemas}/ExpiresIn`],
      'whether the old refresh token dies': [`${schemas}/RefreshTokenGrant/properties/refresh_token`],
      'lifetime of a refresh token': [`${schemas}/TokenResponse/properties/refresh_token`],
      'claims of an id_token': [`${schemas}/TokenResponse/properties/id_token`],
      issuer: [`${schemas}/OpenIdConfiguration/properties/issuer`],
      'path of the keys': [`${schemas}/OpenIdConfiguration/properties/jwks_uri`],
      'status of invalid_client': ['components/responses/UnauthorizedClient'],
      'rate limits': ['components/responses/TooManyRequests'],
      'X-tenant-id': ['components/parameters/TenantId'],
      'the complete error table': [`${schemas}/CodedError/properties/error_code`],
      'both pairs of errors': [`${schemas}/CodedError`],
    },
  },
  'huawei-oneaccess-tenant': {
    servers: oneAccessServer,
    operations: {
      requestTenantToken: {
        method: 'post',
        path: '/api/v2/tenant/token',
        body: form,
        schemas: ['ClientCredentialsGrant', 'BasicClientCredentialsGrant'],
        bodyRequired: false,
        parameters: { required: [], optional: ['X-tenant-id', 'grant_type'] },
        responses: {
          '200': [json],
          '400': [json],
          '401': [json],
          '429': [json],
          '500': [json],
          '503': [json],
        },
        requestExamples: ['client_credentials', 'client_credentials_basic'],
        successExamples: [
          'remaining_lifetime',
          'default_lifetime',
          'expires_in_string',
          'unknown_fields',
          'access_token_only',
        ],
      },
    },
    grants: {
      ClientCredentialsGrant: {
        grantTypes: ['client_credentials'],
        required: ['grant_type', 'client_id', 'client_secret'],
        optional: [],
      },
      BasicClientCredentialsGrant: {
        grantTypes: ['client_credentials'],
        required: ['grant_type'],
        optional: [],
      },
    },
    fields: {
      TenantTokenResponse: {
        access_token: ['string'],
        token_type: ['string'],
        expires_in: ['integer', 'string'],
        scope: ['string'],
        id_token: ['string'],
      },
      ...oneAccessErrorFields,
    },
    knownValues: {
      'OAuthError.error': ['invalid_client', 'invalid_token'],
      'CodedError.error_code': oneAccessErrorCodes,
    },
    errorExamples: {
      'requestTenantToken 400': [
        'application_does_not_exist',
        'application_id_required',
        'application_disabled',
        'sso_ticket_required',
        'sso_ticket_invalid',
        'employee_id_exists',
        'both_pairs',
      ],
      'requestTenantToken 401': ['bad_client_credentials', 'invalid_access_token'],
      'requestTenantToken 429': ['too_many_requests'],
      'requestTenantToken 500': ['server_error'],
      'requestTenantToken 503': ['temporarily_unavailable'],
    },
    headerExamples: {},
    guesses: {
      'Basic with the grant in the body': [`${schemas}/BasicClientCredentialsGrant`],
      'expires_in number or string, remaining life': [`${schemas}/ExpiresIn`],
      'status of invalid_client': [`${tenantResponses}/401`],
      'rate limits': [`${tenantResponses}/429`],
      'X-tenant-id': ['paths/~1api~1v2~1tenant~1token/post/parameters/0'],
      'the complete error table': [`${schemas}/CodedError/properties/error_code`],
    },
  },
};
