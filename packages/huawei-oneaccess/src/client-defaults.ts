import { withFreshSecret } from '@tokenwright/core/provider';
import type { OneAccessClientOptions } from './context.ts';

/** Parameters of a call where the client's own `client_id` and `client_secret` stand in for what is not given. */
export type WithDefaults<Parameters> = Omit<Parameters, 'client_id' | 'client_secret'> & {
  /** Default: the client's. */
  readonly client_id?: string | undefined;
  /** Default: the client's. */
  readonly client_secret?: string | undefined;
};

/**
 * Runs a call with its parameters completed; what is still missing is named by the call itself. A client whose secret
 * is a function asks it at each call, and once more when the authority refuses the client: the secret may have been
 * reset since.
 */
export async function withClientDefaults<
  Parameters extends { readonly client_id: string; readonly client_secret: string },
  Result,
>(
  { client_id, client_secret }: OneAccessClientOptions,
  params: WithDefaults<Parameters>,
  call: (complete: Parameters) => Promise<Result>,
): Promise<Result> {
  // What is no object, the call names.
  if (!isObject(params)) return call(params as unknown as Parameters);
  // The secret may still be missing; the call then names it, which no type here could.
  const complete = (secret: string | undefined): Parameters =>
    ({ ...params, client_id: params.client_id ?? client_id, client_secret: secret }) as unknown as Parameters;
  if (params.client_secret === undefined && typeof client_secret === 'function') {
    return withFreshSecret('client_secret', client_secret, (secret) => call(complete(secret)));
  }
  return call(complete(params.client_secret ?? (client_secret as string | undefined)));
}

/** What is no object of parameters is left as it is, for the call to say so. */
export function isObject(params: unknown): boolean {
  return typeof params === 'object' && params !== null && !Array.isArray(params);
}
