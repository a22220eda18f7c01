/**
 * Answers of PDS as they were recorded in real use or as the vendor's pages show them. Field sets and JSON types are as
 * found; personal values and secrets are made up.
 */

/** A token answer, and what becomes of its fields. */
export interface TokenSample {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The fields that come out otherwise than they came in. */
  readonly changed: Readonly<Record<string, unknown>>;
}

export const tokenSamples: readonly TokenSample[] = [
  {
    // POST /v2/account/token of the consumer service (domain bj29), recorded.
    name: 'recorded with user_data',
    body: {
      default_sbox_drive_id: '9600002',
      role: 'user',
      device_id: '0123456789abcdef0123456789abcdef',
      user_name: '151***111',
      need_link: false,
      expire_time: '2022-03-21T06:33:21Z',
      pin_setup: true,
      need_rp_verify: false,
      avatar: 'https://avatar.example/a.jpg',
      user_data: {
        DingDingRobotUrl: 'https://robot.example/',
        EncourageDesc: 'text',
        FeedBackSwitch: true,
        FollowingDesc: '34848372',
        back_up_config: { 手机备份: { folder_id: 'f0', photo_folder_id: 'f1', sub_folder: {}, video_folder_id: 'f2' } },
      },
      token_type: 'Bearer',
      access_token: 'access.token.recorded',
      default_drive_id: '9600002',
      domain_id: 'bj29',
      refresh_token: 'fedcba9876543210fedcba9876543210',
      is_first_login: false,
      user_id: '00112233445566778899aabbccddeeff',
      nick_name: 'myname',
      exist_link: [],
      state: '',
      expires_in: 7200,
      status: 'enabled',
    },
    changed: {},
  },
  {
    // The same endpoint: no user_data, no device_id, empty strings for what is not there.
    name: 'recorded, short',
    body: {
      default_sbox_drive_id: '9600003',
      role: 'user',
      user_name: '***',
      need_link: false,
      expire_time: '2022-03-21T06:33:21Z',
      pin_setup: true,
      need_rp_verify: false,
      avatar: '',
      token_type: 'Bearer',
      access_token: 'access.token.short',
      default_drive_id: '9600003',
      domain_id: 'bj29',
      refresh_token: 'fedcba9876543210fedcba9876543211',
      is_first_login: false,
      user_id: '00112233445566778899aabbccddee00',
      nick_name: '',
      exist_link: [],
      state: '',
      expires_in: 7200,
      status: 'enabled',
    },
    changed: {},
  },
  {
    // The vendor's page on its SDK, `ITokenInfo`.
    name: 'of the SDK page',
    body: {
      access_token: 'eyJhbGciOiJSUzI1NiIsInR5cC******AKBkbYjejHYX3d42VzSZ70',
      refresh_token: 'a5a1ebadaba6*****27f4122',
      expires_in: 7200,
      token_type: 'Bearer',
      user_id: '4b14efc*****6f63740',
      user_name: 'User 1',
      avatar: '',
      nick_name: 'User 1',
      default_drive_id: '1',
      role: 'user',
      status: 'enabled',
      expire_time: '2022-02-16T07:59:14Z',
      is_first_login: false,
      domain_id: 'daily21453',
    },
    changed: {},
  },
  {
    // The vendor's page on the Token API: a number as drive id, milliseconds in the time, devices.
    name: 'of the API page',
    body: {
      access_token: 'access.token.documented',
      refresh_token: '060e78d36afb4879b51e4264e9541c16',
      expires_in: 3600,
      token_type: 'Bearer',
      user_id: 'DING-xxxxx',
      user_name: 'pdsuser',
      avatar: 'aliyunpds.com/a.jpg',
      nick_name: 'pdsuser',
      default_drive_id: 1,
      role: 'admin',
      status: 'enabled',
      expire_time: '2019-09-01T06:57:48.813Z',
      is_first_login: false,
      device_id: '8574ecc3d4904dc095cc49202e74db94',
      device_name: '4683C25F',
      domain_id: 'bj1',
    },
    changed: { default_drive_id: '1' },
  },
  {
    // The access token of the API page, decoded there: a JWT that outlives expires_in by a minute, and no standard one.
    name: 'whose access token is a JWT',
    body: {
      access_token: [
        { alg: 'RS256', typ: 'JWT' },
        {
          userId: 'u',
          customJson: '{"clientId":"25dzX3vbYqktVxyX","domainId":"bj29","scope":["DRIVE.ALL"],"role":"user","ref":""}',
          exp: 1_648_614_493,
          iat: 1_648_607_233,
        },
      ]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .concat('c2lnbmF0dXJl')
        .join('.'),
      refresh_token: '060e78d36afb4879b51e4264e9541c16',
      expires_in: 7200,
      token_type: 'Bearer',
    },
    changed: {},
  },
  {
    // The table of the SDK page has expires_in as a string; no recording does.
    name: 'with what the SDK page’s table says',
    body: { access_token: 'a', expires_in: '7200', token_type: 'bearer' },
    changed: { expires_in: 7200 },
  },
];

/** An error answer, and what it is. */
export interface ErrorSample {
  readonly name: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly error: Readonly<Record<string, unknown>>;
  /** What a session does that meets it while refreshing: `login` asks for one, `wait` tries again later. */
  readonly session: 'login' | 'wait';
}

const jsonOf = (value: unknown): string => JSON.stringify(value);
const refreshTokenNotValid = 'The input parameter refresh_token is not valid.';

export const errorSamples: readonly ErrorSample[] = [
  {
    name: 'a dead refresh token, recorded at messense/aliyundrive-webdav#463',
    status: 400,
    headers: { 'x-ca-request-id': 'id-1' },
    body: jsonOf({ code: 'InvalidParameter.RefreshToken', message: `${refreshTokenNotValid} `, requestId: null }),
    error: {
      code: 'invalid_grant',
      wireCode: 'InvalidParameter.RefreshToken',
      wireMessage: refreshTokenNotValid,
      requestId: 'id-1',
      retryable: false,
    },
    session: 'login',
  },
  {
    name: 'the same without a request id, recorded at qkqpttgf/OneManager-php#334',
    status: 400,
    body: jsonOf({
      code: 'InvalidParameter.RefreshToken',
      message: `${refreshTokenNotValid} Please refer to document.`,
    }),
    error: { code: 'invalid_grant', requestId: undefined },
    session: 'login',
  },
  {
    name: 'an unknown application, recorded at messense/aliyundrive-webdav#493',
    status: 400,
    body: jsonOf({ code: 'InvalidParameter.ClientId', message: 'The input parameter client_id is not valid. ' }),
    error: { code: 'invalid_client', wireCode: 'InvalidParameter.ClientId', retryable: false },
    session: 'wait',
  },
  {
    name: 'no refresh token',
    status: 400,
    body: jsonOf({ code: 'InvalidParameterMissing.RefreshToken' }),
    error: { code: 'invalid_request', wireCode: 'InvalidParameterMissing.RefreshToken', wireMessage: undefined },
    session: 'wait',
  },
  {
    name: 'an expired refresh token',
    status: 400,
    body: jsonOf({ code: 'RefreshTokenExpired' }),
    error: { code: 'invalid_grant', wireCode: 'RefreshTokenExpired' },
    session: 'login',
  },
  {
    name: 'an expired refresh token under another status',
    status: 401,
    body: jsonOf({ code: 'RefreshTokenExpired' }),
    error: { code: 'invalid_grant', wireCode: 'RefreshTokenExpired' },
    session: 'login',
  },
  {
    name: 'no login, recorded',
    status: 401,
    body: jsonOf({ code: 'AccessTokenInvalid', message: 'not login' }),
    error: { code: 'invalid_token', wireCode: 'AccessTokenInvalid', wireMessage: 'not login' },
    session: 'wait',
  },
  {
    name: 'a share link',
    status: 401,
    body: jsonOf({ code: 'ShareLinkTokenInvalid', message: 'ShareLinkToken is invalid. expired' }),
    error: { code: 'invalid_token', wireCode: 'ShareLinkTokenInvalid' },
    session: 'wait',
  },
  {
    name: 'capitalised, of the vendor’s page on errors',
    status: 400,
    body: jsonOf({
      Message: 'The input parameter file_id is not valid.',
      RequestId: '772328B2-E5F4-453C-9C23-CCCCCCCC',
      Code: 'InvalidParameter',
    }),
    error: {
      code: 'invalid_request',
      wireCode: 'InvalidParameter',
      wireMessage: 'The input parameter file_id is not valid.',
      requestId: '772328B2-E5F4-453C-9C23-CCCCCCCC',
    },
    session: 'wait',
  },
  {
    name: 'of the gateway, in headers alone',
    status: 504,
    headers: {
      'x-ca-error-code': 'D504TO',
      'x-ca-error-message': 'timeout',
      'x-ca-request-id': '772328B1-E5F4-453C-9C23-CCCCCCCC',
    },
    body: '',
    error: {
      code: 'authority_unavailable',
      wireCode: 'D504TO',
      wireMessage: 'timeout',
      requestId: '772328B1-E5F4-453C-9C23-CCCCCCCC',
      retryable: true,
    },
    session: 'wait',
  },
  {
    name: 'of the gateway, for a path that it does not know',
    status: 404,
    headers: { 'x-ca-error-code': 'I404NF' },
    body: '',
    error: { code: 'authority_error', wireCode: 'I404NF', retryable: false },
    session: 'wait',
  },
  {
    name: 'an HTML page, recorded at messense/aliyundrive-webdav#49',
    status: 400,
    body: `<h1>${refreshTokenNotValid} Please refer to document. RequestId:id-2</h1><h2>400</h2>`,
    error: {
      code: 'invalid_grant',
      wireCode: undefined,
      wireMessage: `${refreshTokenNotValid} Please refer to document.`,
      requestId: 'id-2',
    },
    session: 'login',
  },
  {
    name: 'a word of text, recorded at tickstep/aliyunpan#278',
    status: 403,
    body: 'Forbidden',
    error: { code: 'authority_error', wireMessage: 'Forbidden' },
    session: 'wait',
  },
  {
    name: 'XML, as the vendor’s SDK reads it, in any case',
    status: 403,
    body: '<?xml version="1.0"?><Error><code>Forbidden</code><message>No.</message><requestId>id-3</requestId></Error>',
    error: { code: 'access_denied', wireCode: 'Forbidden', wireMessage: 'No.', requestId: 'id-3' },
    session: 'wait',
  },
];
