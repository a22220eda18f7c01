import { AuthorityError } from '@tokenwright/core/provider';
import type { AuthorizeData } from './gen/types.gen.ts';

/** The role of a token's user. Others may come. */
export type PdsRole = 'superadmin' | 'admin' | 'user' | 'subdomain_super_admin' | 'subdomain_admin' | (string & {});

/** The login page that `authorizationUrl` opens. Others may exist. */
export type PdsLoginType = NonNullable<AuthorizeData['query']['login_type']> | (string & {});

/**
 * What PDS gives as the code of an error, `AuthorityError.wireCode`: those that the document lists, gateway's included.
 * Codes are dotted, `Family.FieldInPascalCase`, and the list is open: compare with {@link isPdsError}.
 */
export type PdsErrorCode =
  | 'InvalidParameter'
  | 'InvalidParameter.RefreshToken'
  | 'InvalidParameter.ClientId'
  | 'InvalidParameterEmpty'
  | 'InvalidParameterWrongFormat'
  | 'InvalidRequestJSONFormat'
  | 'InvalidParameterNotSupported'
  | 'InvalidParameterMissing'
  | 'InvalidParameterMissing.RefreshToken'
  | 'InvalidParameterNotMatch'
  | 'InvalidParameterOutOfRange'
  | 'InvalidParameterExpired'
  | 'RefreshTokenExpired'
  | 'AccessTokenInvalid'
  | 'TokenExpired'
  | 'ShareLinkTokenInvalid'
  | 'Forbidden'
  | 'ForbiddenNoPermission'
  | 'NotFound'
  | 'AlreadyExist'
  | 'StateConflict'
  | 'TooManyRequests'
  | 'InternalError'
  | 'ServiceUnavailable'
  | 'I404NF'
  | 'D504TO'
  | (string & {});

/**
 * Whether an error is a refusal of PDS with this code, or with one of its family: `InvalidParameter` also stands for
 * `InvalidParameter.ClientId`. What to do is better decided by `error.code`, which is alike for all providers.
 *
 * @example
 * ```ts
 * import { createPdsContext, isPdsError, refreshToken } from '@tokenwright/aliyun-pds';
 *
 * const context = createPdsContext({ domain_id: 'my-domain' });
 * try {
 *   await refreshToken(context, { client_id: 'my-app', refresh_token: 'from-the-last-token' });
 * } catch (error) {
 *   if (isPdsError(error, 'InvalidParameter')) console.error(error.wireCode, error.requestId);
 * }
 * ```
 */
export function isPdsError(
  error: unknown,
  code: PdsErrorCode,
): error is AuthorityError & { readonly wireCode: PdsErrorCode } {
  if (!AuthorityError.isInstance(error) || error.wireCode === undefined) return false;
  return error.wireCode === code || error.wireCode.startsWith(`${code}.`);
}
