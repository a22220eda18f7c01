/**
 * A request that is refused. Each provider turns it into its own shape: PDS takes `code` and `message`, OneAccess
 * `error` and `description`, or its coded pair.
 */
export class Refusal extends Error {
  readonly details: RefusalDetails;

  constructor(details: RefusalDetails) {
    super(details.problem);
    this.details = details;
  }
}

/** What a refusal says. */
export interface RefusalDetails {
  readonly status: number;
  /** PDS: `code`. OneAccess: `error`. */
  readonly code: string;
  /** PDS: `message`. OneAccess: `error_description`. Absent where none is documented. */
  readonly message?: string;
  /** OneAccess: the other pair, for the endpoint or the trait that wants it. */
  readonly coded?: { readonly code: string; readonly message: string; readonly documented: boolean };
  /** What was wrong, for the developer. Goes to the log and the ledger, never over the wire. */
  readonly problem: string;
  /** Extra headers. */
  readonly headers?: Readonly<Record<string, string>>;
}
