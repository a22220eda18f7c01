import { bytesToBase64 } from '../bytes.ts';
import { ConfigurationError } from '../errors.ts';
import type { ParameterRules } from './parameters.ts';
import { checkParameters } from './parameters.ts';

/** How a client says who it is (RFC 6749 section 2.3.1). */
export interface ClientAuthenticationOptions {
  /** In the form body, or in the Authorization header. Default `body`. */
  readonly method?: 'body' | 'basic' | undefined;
  /**
   * What is joined with ":" before base64. `form` (default): id and secret form-encoded first, as RFC 6749 says.
   * `raw`: their UTF-8 bytes as they are, which is what many servers decode.
   */
  readonly basicEncoding?: 'form' | 'raw' | undefined;
  /** The client id (RFC 6749 section 2.2); never empty. */
  readonly clientId: string;
  /** Absent for a public client, which can only use `body`. */
  readonly clientSecret?: string | undefined;
}

/** What goes where in the request. */
export interface ClientAuthentication {
  /** Fields of the form body, under their wire names. */
  readonly body: Readonly<Record<string, string>>;
  /** Request headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Everything in it that no message may quote, for the redactor. */
  readonly secrets: readonly string[];
}

const rules: ParameterRules = {
  known: {
    method: { what: 'where the client id and secret go', values: ['body', 'basic'] },
    basicEncoding: { what: 'how they are encoded for HTTP Basic', values: ['form', 'raw'] },
    clientId: { what: 'the client id', required: true },
    clientSecret: { what: 'the client secret' },
  },
};

/**
 * Puts a client's id and secret where a token request carries them. Any Unicode text works in both encodings.
 *
 * @throws ConfigurationError naming the option: missing or of the wrong type, a client id with ":" in the raw encoding
 *
 * @example
 * ```ts
 * import { clientAuthentication } from '@tokenwright/core/provider';
 *
 * const { headers } = clientAuthentication({ method: 'basic', clientId: 'my-app', clientSecret: 'p ss' });
 * console.log(headers['authorization'] === `Basic ${btoa('my-app:p+ss')}`);
 * ```
 */
export function clientAuthentication(options: ClientAuthenticationOptions): ClientAuthentication {
  const where = 'clientAuthentication';
  checkParameters(where, 'option', options, rules);
  const { method = 'body', basicEncoding = 'form', clientId, clientSecret } = options;
  if (method === 'body') {
    return {
      body: { client_id: clientId, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) },
      headers: {},
      secrets: clientSecret === undefined ? [] : [clientSecret],
    };
  }
  if (clientSecret === undefined) {
    throw new ConfigurationError(
      'missing_option',
      'clientSecret',
      `${where}: the option "clientSecret" is missing; HTTP Basic needs one. A public client uses method "body".`,
    );
  }
  if (basicEncoding === 'raw' && clientId.includes(':')) {
    throw new ConfigurationError(
      'invalid_option',
      'clientId',
      `${where}: the option "clientId" has a ":" in it, which HTTP Basic takes for its end; use basicEncoding "form" or method "body".`,
    );
  }
  const encode = basicEncoding === 'form' ? formEncoded : (text: string): string => text;
  const credentials = bytesToBase64(new TextEncoder().encode(`${encode(clientId)}:${encode(clientSecret)}`));
  return {
    body: {},
    headers: { authorization: `Basic ${credentials}` },
    secrets: [clientSecret, credentials],
  };
}

/** As in an `application/x-www-form-urlencoded` body (RFC 6749 appendix B): a space becomes "+". */
function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
