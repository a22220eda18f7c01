import type { Answer, AnswerRules } from '@tokenwright/core/provider';
import { InvalidResponseError, readRequestId, readTokenAnswer } from '@tokenwright/core/provider';
import { readPdsError } from './pds-error.ts';
import type { TokenResponse } from './gen/types.gen.ts';
import type { PdsRole } from './known-values.ts';

/**
 * What every call returns: the answer of the authority under its wire names, checked and made uniform. Only
 * `access_token` is certain to be there. Fields that the document does not know are kept as they came.
 */
export type PdsTokenInfo = Omit<
  TokenResponse,
  'access_token' | 'expires_in' | 'default_drive_id' | 'default_sbox_drive_id' | 'role' | 'status'
> & {
  /** The access token; opaque. */
  access_token: string;
  /** Seconds from the moment of the request for which the access token is valid. */
  expires_in?: number;
  /** Id of the user's drive: digits, always as a string. */
  default_drive_id?: string;
  /** Id of the user's private drive: digits, always as a string. */
  default_sbox_drive_id?: string;
  /** The role of the user; `superadmin` for a service token. */
  role?: PdsRole;
  /** The state of the user's account. */
  status?: 'enabled' | (string & {});
  /** Whatever else came. */
  [field: string]: unknown;
};

/** How the answers of every endpoint are read. */
export const answerRules: AnswerRules = {
  readError: readPdsError,
  requestId: (answer) => answer.headers.get('x-ca-request-id') ?? undefined,
  // Every type in the vendor's sources has token_type optional.
  tokenTypeOptional: true,
};

/**
 * Makes a token of an answer of `/v2/oauth/token` or `/v2/account/token`.
 *
 * @throws AuthorityError, InvalidResponseError
 */
export function readTokenInfo(where: string, answer: Answer): PdsTokenInfo {
  const fields: Record<string, unknown> = readTokenAnswer(where, answer, answerRules);
  for (const name of ['default_drive_id', 'default_sbox_drive_id']) {
    const value = fields[name];
    if (value === null) delete fields[name];
    else if (typeof value === 'number') fields[name] = String(value);
    else if (value !== undefined && typeof value !== 'string') {
      throw new InvalidResponseError(
        'invalid_field',
        `${where}: ${answer.origin} answered with a ${name} that is neither a string nor a number.`,
        { status: answer.status, requestId: readRequestId(answer, answerRules) },
      );
    }
  }
  return fields as PdsTokenInfo;
}
