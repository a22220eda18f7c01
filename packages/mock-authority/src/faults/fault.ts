/** A fault as it is given: an expression such as `status=503;retry-after=2;on=2`, or the same as an object. */
export type FaultInput = string | Fault;

/** Which of the matching requests a fault applies to: ranges of counts from 1, both ends included. */
export type FaultOccurrence = readonly [from: number, to: number];

/** What goes wrong, and when. Exactly what an expression can say; see `docs/faults.md`. */
export interface Fault {
  /** The request takes effect, then the connection ends without an answer. */
  readonly lost?: true;
  /** The connection is reset before the request takes effect. */
  readonly reset?: true;
  /** An error answer with this status; the request takes no effect. */
  readonly status?: number;
  /** The error code of an error answer. Default: the provider's own for the status. */
  readonly error?: string;
  /** The text of an error answer. */
  readonly message?: string;
  /** The `Retry-After` header of an error answer: seconds or an HTTP date. */
  readonly retryAfter?: string;
  /** A redirect with this status; the request takes no effect. */
  readonly redirect?: 301 | 302 | 303 | 307 | 308;
  /** Where the redirect goes. Default: the same path at `https://elsewhere.example`. */
  readonly location?: string;
  /** The request takes effect; an error body is answered with status 200. */
  readonly errorIn200?: true;
  /** The request takes effect; the body is cut after this many bytes, or in its middle. */
  readonly truncated?: number | true;
  /** The request takes effect; the body never ends. */
  readonly endless?: true;
  /** The request takes effect; blanks before the body make it this many bytes long. */
  readonly oversizedBytes?: number;
  /** The answer says it has this media type. */
  readonly contentType?: string;
  /** The `Date` header is off by this many milliseconds. */
  readonly skewMs?: number;
  /** The answer waits this long. */
  readonly delayMs?: number;
  /** The body comes in pieces of 16 bytes, with this pause between two. */
  readonly slowMs?: number;
  /** Only these of the matching requests. */
  readonly on?: readonly FaultOccurrence[];
  /** Only this path; one that ends in `*` means every path that begins so. */
  readonly path?: string;
  /** Only this method. */
  readonly method?: string;
  /** Only this `grant_type`. */
  readonly grant?: string;
  /** Only this share of the matching requests, drawn at random. */
  readonly rate?: number;
  /** The seed of that draw. Default: the authority's. */
  readonly seed?: number;
  /** At most this often. */
  readonly times?: number;
}

/** The faults of which a request can have one only. */
export const EXCLUSIVE: readonly (keyof Fault)[] = [
  'lost',
  'reset',
  'status',
  'redirect',
  'errorIn200',
  'truncated',
  'endless',
  'oversizedBytes',
];

/** The faults that go with any other. */
export const ADDITIONAL: readonly (keyof Fault)[] = ['contentType', 'skewMs', 'delayMs', 'slowMs'];
