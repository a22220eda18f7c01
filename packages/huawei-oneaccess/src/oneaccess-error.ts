import type { AuthorityErrorCode } from '@tokenwright/core/errors';
import type { Answer, AnswerRules, WireError } from '@tokenwright/core/provider';

/**
 * Reads both pairs in which OneAccess says no. Either can come from either API: the tenant API answers a wrong
 * parameter with `error_code` and `error_msg`, and a wrong client with `error` and `error_description`.
 */
export function readOneAccessError(answer: Answer): WireError | undefined {
  const { json, status, text: body } = answer;
  if (typeof json === 'object' && json !== null) {
    const fields = json as Record<string, unknown>;
    const wireCode = text(fields['error']) ?? text(fields['error_code']);
    const wireMessage = text(fields['error_description']) ?? text(fields['error_msg']);
    if (wireCode === undefined && wireMessage === undefined) return undefined;
    return { wireCode, wireMessage, code: categoryOf(wireCode) };
  }
  const plain = body.trim();
  if (status < 300 || plain === '' || plain.startsWith('<')) return undefined;
  return { wireMessage: plain, code: 'authority_error' };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Codes of RFC 6749 mean what they say; these are the platform's own words for the same things. */
const ownCodes: Readonly<Record<string, AuthorityErrorCode>> = {
  redirect_uri_mismatch: 'invalid_grant',
  unauthorized_user: 'access_denied',
  unauthorized: 'invalid_token',
  unsupported_response_type: 'invalid_request',
  'APP.0001': 'invalid_client',
  'APP.0002': 'invalid_request',
  'APP.0003': 'invalid_client',
};

const standardCodes: ReadonlySet<string> = new Set<AuthorityErrorCode>([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_token',
  'insufficient_scope',
  'access_denied',
]);

function categoryOf(wireCode: string | undefined): AuthorityErrorCode {
  if (wireCode === undefined) return 'authority_error';
  if (standardCodes.has(wireCode)) return wireCode as AuthorityErrorCode;
  if (Object.hasOwn(ownCodes, wireCode)) return ownCodes[wireCode] ?? 'authority_error';
  return wireCode.startsWith('PARAM.') ? 'invalid_request' : 'authority_error';
}

/** How the answers of both token endpoints are read. */
export const answerRules: AnswerRules = {
  readError: readOneAccessError,
  requestId: (answer) => answer.headers.get('x-request-id') ?? undefined,
  // Every page of the vendor has it, fixed at Bearer.
  tokenTypeOptional: false,
};
