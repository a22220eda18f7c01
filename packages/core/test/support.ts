import { canary } from '@tokenwright/test-support';
import type { Answer, AnswerRules, CallOptions, TokenFields, TransportOptions, WireError } from '../src/provider.ts';
import { checkTransport, exchange, readTokenAnswer } from '../src/provider.ts';

/** The codes that a provider can take from the wire as they are. */
export const oauthCodes = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_token',
  'insufficient_scope',
  'access_denied',
] as const;

/** A provider as small as one can be: RFC 6749 error fields, a plain text otherwise. */
export const rules: AnswerRules = {
  readError,
  requestId: (answer) => answer.headers.get('x-request-id') ?? undefined,
  tokenTypeOptional: false,
};

function readError({ json, text, status }: Answer): WireError | undefined {
  if (typeof json === 'object' && json !== null && 'error' in json) {
    const { error, error_description } = json as { readonly error: unknown; readonly error_description?: unknown };
    return {
      code: oauthCodes.find((code) => code === error) ?? 'authority_error',
      wireCode: typeof error === 'string' ? error : undefined,
      wireMessage: typeof error_description === 'string' ? error_description : undefined,
    };
  }
  return status < 300 || text === '' ? undefined : { code: 'authority_error', wireMessage: text };
}

export interface CallSettings {
  readonly transport?: TransportOptions;
  readonly options?: CallOptions;
  readonly fields?: Readonly<Record<string, string>>;
  readonly providerRules?: AnswerRules;
}

/** One token request as a provider package makes it, with the canary as its client secret. */
export async function requestToken(origin: string, settings: CallSettings = {}): Promise<TokenFields> {
  const { transport = {}, options = {}, fields = { client_secret: canary }, providerRules = rules } = settings;
  const where = 'requestToken';
  const answer = await exchange(
    {
      where,
      origin,
      product: 'test/1.0',
      transport: checkTransport(transport),
      call: options,
      secrets: Object.values(fields),
    },
    async (wire) => {
      const request = new Request(`${origin}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...wire.headers },
        body: new URLSearchParams(fields).toString(),
      });
      return { response: await wire.fetch(request) };
    },
  );
  return readTokenAnswer(where, answer, providerRules);
}

/** What a promise rejects with; a promise that resolves fails the test. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it resolved');
}

/** What a function throws; one that returns fails the test. */
export function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it returned');
}
