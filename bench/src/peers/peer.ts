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

/** Says what an authority issues for a key. */
export type IssueFor = (key: string) => Promise<IssuedToken>;

/** A peer's tokens of many keys. */
export interface PeerPool {
  getToken(key: string): Promise<unknown>;
}

/** A package that a user would pick instead. */
export interface Peer {
  /** The package and what of it is measured. */
  readonly name: string;
  /** The package whose version counts. */
  readonly packageName: string;
  createSource(authority: BenchAuthority): Promise<PeerSource>;
  /** What it has for many keys, or what one puts around it. */
  readonly pool: {
    readonly name: string;
    /** Why its heap says nothing. Absent: it can be measured. */
    readonly noHeap?: string;
    /** @param size how many keys there will be */
    create(issue: IssueFor, size: number): Promise<PeerPool>;
  };
}
