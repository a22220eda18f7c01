/** A request, reduced to what a document speaks about. */
export interface PlainRequest {
  readonly method: string;
  readonly path: string;
  /** The query as it is on the wire, without the question mark. */
  readonly query: string;
  /** Header fields by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The origin it went to, to be checked against the document's servers. Undefined: not checked. */
  readonly origin?: string | undefined;
}

/** An answer, reduced in the same way. */
export interface PlainResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One way in which a request, or an answer, breaks the document. */
export interface Violation {
  /** Where: `request.body.code`, `request.query.client_id`, `response.header.location`. */
  readonly location: string;
  /** A sentence for people, which may change; match on `location` and `code`. */
  readonly message: string;
  /** The rule that was broken: `required`, `enum`, `const`, `additionalProperties`, `duplicate-key`. */
  readonly code: string;
}

/** Whether a media type is JSON. */
export function isJson(contentType: string | undefined): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType ?? '');
}

/** Whether a media type is that of a form body. */
export function isForm(contentType: string | undefined): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(contentType ?? '');
}
