import { AuthorityError, type RenewalRequest, type TokenWire } from '@tokenwright/core';
import { UnavailableError, type BenchAuthority, type IssuedToken } from '../peers/peer.ts';

/** How an authority answers. */
export type Condition = 'well' | 'unavailable' | 'silent';

/** An authority in this process; its tokens last an hour unless it is told otherwise. */
export class LocalAuthority implements BenchAuthority {
  requests = 0;
  condition: Condition = 'well';
  readonly #delayMs: number;
  readonly #lifetimeSeconds: number;

  /** @param delayMs how long it takes to answer; 0: it answers in the same turn */
  constructor(delayMs: number = 0, lifetimeSeconds: number = 3600) {
    this.#delayMs = delayMs;
    this.#lifetimeSeconds = lifetimeSeconds;
  }

  async issue(): Promise<IssuedToken> {
    this.requests += 1;
    if (this.condition === 'unavailable') throw new UnavailableError();
    if (this.condition === 'silent') await new Promise<never>(() => {});
    const accessToken = `access-token-${String(this.requests).padStart(7, '0')}`;
    if (this.#delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#delayMs));
    return { accessToken, expiresInSeconds: this.#lifetimeSeconds };
  }

  /** What a source of this project is given. */
  readonly mint = async (_request: RenewalRequest): Promise<TokenWire> => {
    try {
      const { accessToken, expiresInSeconds } = await this.issue();
      return { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds };
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      throw new AuthorityError(error.message, { code: 'authority_unavailable', status: 503, retryable: true });
    }
  };
}
