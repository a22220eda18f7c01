/** What an authority of the benchmark issues. */
export interface IssuedToken {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  readonly refreshToken?: string | undefined;
}

/** The authority answers 503. A peer that speaks HTTP sees that answer; one that is handed a function sees this error. */
export class UnavailableError extends Error {
  constructor() {
    super('The authority answered 503.');
  }
}

/** The authority that a peer is pointed at: in this process, so that no network is measured. It counts what it is asked. */
export interface BenchAuthority {
  readonly requests: number;
  issue(): Promise<IssuedToken>;
}

/** A peer's token on demand, set up by its documented best practice. */
export interface PeerSource {
  getToken(): Promise<unknown>;
  close?(): void;
}

/** A package that a user would pick instead. */
export interface Peer {
  /** The package and what of it is measured. */
  readonly name: string;
  /** The package whose version counts. */
  readonly packageName: string;
  createSource(authority: BenchAuthority): Promise<PeerSource>;
}
