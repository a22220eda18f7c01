import { AuthorityError, type AuthorityErrorCode } from '@tokenwright/core/provider';
import type { Answer, AnswerRules, WireError } from '@tokenwright/core/provider';

/** The codes for tokens and logins that are in RFC 6749 and RFC 6750. */
type StandardCode = Extract<
  AuthorityErrorCode,
  `${'invalid' | 'unauthorized' | 'unsupported' | 'insufficient' | 'access'}_${string}`
>;

/** The codes that pages of the vendor, and of the platform it seems to be built on, have for tokens and logins. */
type KnownCode =
  | StandardCode
  | 'server_error'
  | 'temporarily_unavailable'
  | 'redirect_uri_mismatch'
  | 'unsupported_response_type'
  | 'unauthorized'
  | 'unauthorized_user'
  | 'APP.0001'
  | 'APP.0002'
  | 'APP.0003'
  | 'PARAM.0031'
  | 'PARAM.0032';

/** Each known code with the reason it stands for: the `code` of an AuthorityError. */
export const oneAccessErrorCodes: Readonly<Record<KnownCode, AuthorityErrorCode>> = {
  // These mean what they say.
  invalid_request: 'invalid_request',
  invalid_client: 'invalid_client',
  invalid_grant: 'invalid_grant',
  unauthorized_client: 'unauthorized_client',
  unsupported_grant_type: 'unsupported_grant_type',
  invalid_scope: 'invalid_scope',
  invalid_token: 'invalid_token',
  insufficient_scope: 'insufficient_scope',
  access_denied: 'access_denied',
  // What an authorization request is refused with (RFC 6749 section 4.1.2.1), and the platform's own.
  server_error: 'authority_unavailable',
  temporarily_unavailable: 'authority_unavailable',
  unsupported_response_type: 'invalid_request',
  redirect_uri_mismatch: 'invalid_grant',
  unauthorized: 'invalid_token',
  unauthorized_user: 'access_denied',
  // What the management APIs say of an application, or a ticket.
  'APP.0001': 'invalid_client',
  'APP.0002': 'invalid_request',
  'APP.0003': 'invalid_client',
  'PARAM.0031': 'invalid_request',
  'PARAM.0032': 'invalid_request',
};

/**
 * A code as OneAccess writes it: `wireCode` of an AuthorityError. The list is open, for the vendor's table was not
 * available whole; what the management APIs have for users and organizations is not in it.
 */
export type OneAccessErrorCode = KnownCode | (string & {});

/**
 * Whether an error is a refusal of OneAccess with this code, or with one of its family: `APP` also stands for
 * `APP.0001`. What to do is better decided by `error.code`, which is alike for all providers.
 *
 * @example
 * ```ts
 * import { isOneAccessError, OneAccessTenantClient } from '@tokenwright/huawei-oneaccess';
 *
 * const client = new OneAccessTenantClient({
 *   domain_name: 'abcdefg.huaweioneaccess.com',
 *   client_id: 'my-app',
 *   client_secret: process.env['ONEACCESS_CLIENT_SECRET'],
 * });
 * try {
 *   await client.getTenantToken();
 * } catch (error) {
 *   if (isOneAccessError(error, 'APP.0003')) console.error('enable the application in the console', error.requestId);
 * }
 * ```
 */
export function isOneAccessError(
  error: unknown,
  code: OneAccessErrorCode,
): error is AuthorityError & { readonly wireCode: OneAccessErrorCode } {
  if (!AuthorityError.isInstance(error) || error.wireCode === undefined) return false;
  return error.wireCode === code || error.wireCode.startsWith(`${code}.`);
}

/**
 * Reads both pairs in which OneAccess says no. Either can come from either API: the tenant API answers a wrong
 * parameter with `error_code` and `error_msg`, and a wrong client with `error` and `error_description`.
 */
export function readOneAccessError(answer: Pick<Answer, 'json' | 'status' | 'text'>): WireError | undefined {
  const { json, status, text: body } = answer;
  if (typeof json === 'object' && json !== null) {
    const fields = json as Record<string, unknown>;
    const wireCode = text(fields['error']) ?? text(fields['error_code']);
    const wireMessage = text(fields['error_description']) ?? text(fields['error_msg']);
    if (wireCode === undefined && wireMessage === undefined) return undefined;
    return { wireCode, wireMessage, code: reasonOf(wireCode, wireMessage) };
  }
  const plain = body.trim();
  if (status < 300 || plain === '' || plain.startsWith('<')) return undefined;
  return { wireMessage: plain, code: 'authority_error' };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What the pages say of a grant that is not accepted. */
const refusedGrant = /^invalid (?:authorization code|refresh token)\b/i;

function reasonOf(wireCode: string | undefined, wireMessage: string | undefined): AuthorityErrorCode {
  if (wireCode === undefined) return 'authority_error';
  // One page has this code for a grant that others call invalid_grant; the text is the same, and speaks of the grant.
  if (wireCode === 'invalid_client' && refusedGrant.test(wireMessage ?? '')) return 'invalid_grant';
  return categoryOf(wireCode);
}

/** The reason that a code stands for, whatever came with it. */
export function categoryOf(wireCode: string): AuthorityErrorCode {
  if (Object.hasOwn(oneAccessErrorCodes, wireCode)) {
    return oneAccessErrorCodes[wireCode as KnownCode];
  }
  return wireCode.startsWith('PARAM.') ? 'invalid_request' : 'authority_error';
}

/** How the answers of both APIs are read. */
export const answerRules: AnswerRules = {
  readError: readOneAccessError,
  requestId: (answer) => answer.headers.get('x-request-id') ?? undefined,
  // Every page of the vendor has it, fixed at Bearer.
  tokenTypeOptional: false,
};
