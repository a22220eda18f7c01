import type { Client } from './gen/client/index.ts';

/** What a generated function hands to its client, as far as a token API needs it. */
interface GeneratedRequest {
  readonly url: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly bodySerializer?: (body: unknown) => string;
  readonly fetch: typeof fetch;
}

/**
 * A client for the generated functions that sends, and leaves the answer as it is. The generated one also parses,
 * intercepts, authenticates and streams; a call wants none of that, and would carry three kilobytes of it.
 */
export function createCallClient(endpoint: string): Client {
  const send =
    (method: string) =>
    async ({ url, query = {}, headers = {}, body, bodySerializer = JSON.stringify, fetch }: GeneratedRequest) => {
      // The generated client would fill it in; sent as it stands, it would be the address of nothing.
      if (url.includes('{')) throw new TypeError(`The path ${url} has a parameter, which a call does not fill in.`);
      const target = new URL(`${endpoint}${url}`);
      for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, value);
      const sent = new Headers();
      // One by one: of two spellings of a name, the later one counts.
      for (const [name, value] of Object.entries(headers)) sent.set(name, value);
      if (body === undefined) sent.delete('content-type');
      const text = body === undefined ? null : bodySerializer(body);
      return { response: await fetch(new Request(target, { method, headers: sent, body: text })) };
    };
  // The functions use no more of a client than this; its type is that of the whole.
  return { get: send('GET'), post: send('POST') } as unknown as Client;
}
