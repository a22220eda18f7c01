import { MockAuthorityError } from './errors.ts';
import { isSecretName, maskJson, maskNamed, maskSecret } from './mask.ts';
import { RingBuffer } from './ring-buffer.ts';
import { decodeForm, decodeUtf8 } from './wire/form.ts';
import { mediaTypeOf } from './wire/message.ts';
import type { WireRequest } from './wire/message.ts';

/** One request and how it was answered, in words that a log may show. */
export interface Exchange {
  /** The id of the exchange; PDS answers carry it as `x-ca-request-id`. */
  readonly requestId: string;
  /** The authority's time, in milliseconds since the epoch. */
  readonly at: number;
  /** In capitals. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** As the client sent it, also where it is none; absent when it sent none. */
  readonly grantType?: string;
  /** As the client sent it, whether it is known or not. */
  readonly clientId?: string;
  /** The status that was answered; absent when the connection was cut. */
  readonly status?: number;
  /** What was wrong with the request. */
  readonly problem?: string;
  /** The faults that were applied. */
  readonly faults?: readonly string[];
}

/** A request as it came, with how it was answered. */
export interface ReceivedRequest extends Exchange {
  /** The query, in order. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** The fields of a form or the value of a JSON body; a text otherwise. */
  readonly body: unknown;
  /** The size of the body as it came, up to `maxBodyBytes`; of the body itself the first 16,384 bytes are kept. */
  readonly bodyBytes: number;
}

interface Entry {
  readonly exchange: Exchange;
  readonly request: WireRequest;
}

/** Of a body this much is kept. */
const KEPT_BYTES = 16_384;

function viewHeaders(headers: Headers, secrets: boolean): Record<string, string> {
  const view: Record<string, string> = {};
  for (const [name, value] of headers) {
    const scheme = name === 'authorization' ? /^\S+(?= )/u.exec(value)?.[0] : undefined;
    if (secrets || !isSecretName(name)) view[name] = value;
    else
      view[name] = scheme === undefined ? maskSecret(value) : `${scheme} ${maskSecret(value.slice(scheme.length + 1))}`;
  }
  return view;
}

function viewJson(text: string, secrets: boolean): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return secrets ? value : maskJson(value);
  } catch {
    return undefined;
  }
}

function viewForm(text: string, secrets: boolean): unknown {
  const form = decodeForm(text);
  if (!form.ok) return undefined;
  return Object.fromEntries([...form.fields].map(([name, value]) => [name, secrets ? value : maskNamed(name, value)]));
}

/** A body that cannot be read is shown only with secrets: nothing in it can be masked by name. */
function viewBody(request: WireRequest, secrets: boolean): unknown {
  if (request.body.length === 0) return '';
  const text = decodeUtf8(request.body);
  const type = mediaTypeOf(request.headers);
  let view: unknown;
  if (text !== undefined && type === 'application/json') view = viewJson(text, secrets);
  else if (text !== undefined && type === 'application/x-www-form-urlencoded') view = viewForm(text, secrets);
  if (view !== undefined) return view;
  return secrets && text !== undefined
    ? text
    : `(${request.body.length} bytes that cannot be read as ${type || 'anything'})`;
}

function viewOf({ exchange, request }: Entry, secrets: boolean): ReceivedRequest {
  const query = [...request.url.searchParams].map(
    ([name, value]) => [name, secrets ? value : maskNamed(name, value)] as const,
  );
  return {
    ...exchange,
    query,
    headers: viewHeaders(request.headers, secrets),
    body: viewBody(request, secrets),
    bodyBytes: request.body.length,
  };
}

/** The last requests, as they came. */
export class ReceivedBook {
  readonly #entries: RingBuffer<Entry>;

  constructor(capacity: number) {
    this.#entries = new RingBuffer(capacity);
  }

  get size(): number {
    return this.#entries.size;
  }

  add(request: WireRequest, exchange: Exchange): void {
    const body = request.body.length > KEPT_BYTES ? request.body.slice(0, KEPT_BYTES) : request.body;
    this.#entries.push({ exchange, request: { ...request, body } });
  }

  /** The requests, oldest first; the last few only, if that is asked for. */
  view(secrets: boolean, last: number = this.size): readonly ReceivedRequest[] {
    if (!Number.isSafeInteger(last) || last < 0)
      throw new MockAuthorityError(
        'invalid_option',
        `last is ${String(last)}; give how many requests to show, a whole number from 0 up`,
      );
    return this.#entries.last(last).map((entry) => viewOf(entry, secrets));
  }

  clear(): void {
    this.#entries.clear();
  }
}
