import { TokenwrightError, TransportError } from '../errors.ts';
import { createGuardedFetch } from '../http/guarded-fetch.ts';
import type { Redactor } from '../http/redactor.ts';
import { createRedactor, secretsOfAnswer, secretsOfHeaders } from '../http/redactor.ts';
import { userAgentHeader } from '../http/user-agent.ts';
import type { CallOptions, Transport } from './call-options.ts';
import { transportOfCall } from './call-options.ts';

/** What a generated function is called with besides its body, and what carries the guards into it. */
export interface WireOptions {
  /** Carries the request under the guards; the function has to use it, and nothing else, to send. */
  readonly fetch: typeof globalThis.fetch;
  /** `accept`, the User-Agent where there is one, and the headers of the client and the call; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body is taken as text whatever its content type says, and decoded by the provider. */
  readonly parseAs: 'text';
  /** What goes wrong comes back as `error` of the result. */
  readonly throwOnError: false;
}

/** What a generated function gives back. */
export interface WireResult {
  /** Not looked at: the guards have read the body already. */
  readonly data?: unknown;
  /** What was thrown, when there is no answer. */
  readonly error?: unknown;
  /** The answer; undefined when there was none. */
  readonly response?: Response;
}

/** An answer of an authority, before anything is made of it. */
export interface Answer {
  /** HTTP status: 2xx, 4xx or 5xx. */
  readonly status: number;
  /** The headers as they came. An authority may put anything there: mask what is shown of them. */
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
  /** The body as JSON, or undefined when it is none. */
  readonly json: unknown;
  /** The origin that answered. */
  readonly origin: string;
  /** Milliseconds since the epoch at which the request was sent. */
  readonly sentAtMs: number;
  /** Masks the secrets of this request and of this answer. */
  readonly redact: Redactor;
}

/** One exchange: who asks, under which rules, with which secrets. */
export interface ExchangeOptions {
  /** The call, as the user knows it: `PDSClient.getTokenByCode`. */
  readonly where: string;
  /** The client's transport. */
  readonly transport: Transport;
  /** What the user gave to this call; checked here, and before the transport where both say something. */
  readonly call: CallOptions;
  /** Where the request goes, for messages. */
  readonly origin: string;
  /** `package/version` for the User-Agent. */
  readonly product: string;
  /** Secrets of the request that no message may quote. */
  readonly secrets: readonly (string | undefined)[];
}

/**
 * Sends one request through a generated function, under the guards, and gives back the whole answer, whatever its
 * status. It never sends twice.
 *
 * @throws TransportError, RequestTimeoutError, InvalidResponseError (redirect, size), ConfigurationError; or the
 * reason of the caller's signal
 */
export async function exchange(
  options: ExchangeOptions,
  send: (wire: WireOptions) => Promise<WireResult>,
): Promise<Answer> {
  const { call, where, origin } = options;
  const transport = transportOfCall(where, options.transport, call);
  const secrets = [...options.secrets.filter((secret) => secret !== undefined), ...secretsOfHeaders(transport.headers)];
  const guarded = createGuardedFetch({ ...transport, redact: lazyRedactor(() => secrets) });

  let sentAtMs: number | undefined;
  let text = '';
  const wire: WireOptions = {
    fetch: async (request) => {
      sentAtMs = Date.now();
      const response = await guarded(request as Request);
      text = await response.clone().text();
      return response;
    },
    headers: {
      accept: 'application/json',
      ...userAgentHeader(options.product, transport.headers),
      ...transport.headers,
    },
    parseAs: 'text',
    throwOnError: false,
  };
  let result: WireResult;
  try {
    result = await send(wire);
  } catch (error) {
    // A generated function returns what was thrown within it; one that throws all the same is treated alike.
    result = { error };
  }
  const { response } = result;
  if (response === undefined || sentAtMs === undefined) {
    throw failureOf(result.error, transport.signal, origin, sentAtMs !== undefined);
  }
  const json = parseJson(text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    origin,
    sentAtMs,
    redact: lazyRedactor(() => [...secrets, ...secretsOfAnswer(json)]),
  };
}

/** Most exchanges end without an error, and then nothing is prepared for redacting one. */
function lazyRedactor(secrets: () => readonly string[]): Redactor {
  let redactor: Redactor | undefined;
  return (text) => (redactor ??= createRedactor(secrets()))(text);
}

/** What our own guards threw comes out again as it went in. */
function failureOf(error: unknown, signal: AbortSignal | undefined, origin: string, sent: boolean): unknown {
  if (TokenwrightError.isInstance(error)) return error;
  if (signal?.aborted === true) return signal.reason;
  // What the runtime says may quote a header, so its words are not kept.
  return sent
    ? new TransportError(
        'unknown',
        `The answer of ${origin} could not be taken over; whether the request was carried out is unknown.`,
      )
    : new TransportError('not-sent', `The request to ${origin} could not be built; nothing was sent.`);
}

/** Digits of an id that a double cannot hold are put in quotes before JSON.parse rounds them. */
const longNumber = /("[\w.-]{1,64}"\s*:\s*)(-?\d{16,})(?=\s*[,}\]])/g;

function parseJson(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  try {
    return JSON.parse(
      trimmed.replaceAll(longNumber, (whole: string, name: string, digits: string) =>
        Number.isSafeInteger(Number(digits)) ? whole : `${name}"${digits}"`,
      ),
    ) as unknown;
  } catch {
    return undefined;
  }
}
