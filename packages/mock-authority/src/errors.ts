/** Reasons of a {@link MockAuthorityError}. */
export type MockAuthorityErrorCode =
  | 'unknown_provider'
  | 'invalid_option'
  | 'unknown_client'
  | 'unknown_user'
  | 'unreadable_key'
  | 'malformed_fault'
  | 'port_in_use'
  | 'cannot_listen';

/**
 * Something the caller of the mock gave cannot be used. Never sent over the wire.
 * What to do: change what the message names. Match on `code`, not on the message.
 *
 * @example
 * ```ts
 * import { MockAuthorityError, parseFault } from '@tokenwright/mock-authority';
 *
 * try {
 *   parseFault('status=99');
 * } catch (error) {
 *   if (error instanceof MockAuthorityError) console.error(error.code, error.message);
 * }
 * ```
 */
export class MockAuthorityError extends Error {
  /** Stable, machine-readable reason. */
  readonly code: MockAuthorityErrorCode;

  constructor(code: MockAuthorityErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    Object.defineProperty(this, 'name', { value: 'MockAuthorityError', configurable: true, writable: true });
  }
}
