import type { SigningErrorCode } from '../errors.ts';

/**
 * What is wrong with a key, said without its name: the code that reads keys does not know whether the caller calls it
 * `key`, `privateKey` or `private_key_pem`. The signer puts the name in front.
 */
export class KeyProblem extends Error {
  readonly code: SigningErrorCode;

  constructor(code: SigningErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
