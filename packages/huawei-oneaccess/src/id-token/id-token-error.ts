import { TokenwrightError } from '@tokenwright/core/provider';

/**
 * Why an id_token is not believed.
 *
 * - `malformed`: it is no signed JWT, or a claim has a type that it cannot have
 * - `unsupported_algorithm`: it is signed with something else than is allowed
 * - `unknown_key`: the authority publishes no key with its key id
 * - `unusable_key`: the key that fits is too short, or cannot be read
 * - `invalid_signature`: somebody else signed it, or it was altered
 * - `wrong_issuer`, `wrong_audience`, `wrong_nonce`: it comes from elsewhere, is for another application, or belongs to
 *   another login
 * - `expired`, `not_yet_valid`: by the clock here, tolerance included
 * - `missing_claim`: it lacks `iss`, `aud` or `exp`
 */
export type IdTokenErrorCode =
  | 'malformed'
  | 'unsupported_algorithm'
  | 'unknown_key'
  | 'unusable_key'
  | 'invalid_signature'
  | 'wrong_issuer'
  | 'wrong_audience'
  | 'wrong_nonce'
  | 'expired'
  | 'not_yet_valid'
  | 'missing_claim';

/**
 * An id_token must not be believed. What to do: end the login; nothing in the token may be used. The message holds
 * nothing of it.
 */
export class IdTokenError extends TokenwrightError {
  declare readonly code: IdTokenErrorCode;

  constructor(code: IdTokenErrorCode, message: string) {
    super(code, message, {}, 'IdTokenError');
  }

  static override isInstance(value: unknown): value is IdTokenError {
    return TokenwrightError.isInstance(value) && value.name === 'IdTokenError';
  }
}
