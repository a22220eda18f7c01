import type { RenewalRequest, TokenWire } from '@tokenwright/core';
import type { BenchAuthority, IssuedToken } from '../peers/peer.ts';

/** An authority in this process; its tokens last an hour. */
export class LocalAuthority implements BenchAuthority {
  requests = 0;
  readonly #delayMs: number;

  /** @param delayMs how long it takes to answer; 0: it answers in the same turn */
  constructor(delayMs: number = 0) {
    this.#delayMs = delayMs;
  }

  async issue(): Promise<IssuedToken> {
    this.requests += 1;
    const accessToken = `access-token-${String(this.requests).padStart(7, '0')}`;
    if (this.#delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#delayMs));
    return { accessToken, expiresInSeconds: 3600 };
  }

  /** What a source of this project is given. */
  readonly mint = async (_request: RenewalRequest): Promise<TokenWire> => {
    const { accessToken, expiresInSeconds } = await this.issue();
    return { access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds };
  };
}
