import type { Secret } from '@tokenwright/core/provider';
import type { OneAccessClientOptions } from './context.ts';

/** Parameters of a call where the client's own `client_id` and `client_secret` stand in for what is not given. */
export type WithDefaults<Parameters> = Omit<Parameters, 'client_id' | 'client_secret'> & {
  /** Default: the client's. */
  readonly client_id?: string | undefined;
  /** Default: the client's. */
  readonly client_secret?: Secret | undefined;
};

/** Parameters completed from the options of a client; what is still missing is named by the call itself. */
export function withClientDefaults<Parameters extends { readonly client_id: string; readonly client_secret: Secret }>(
  { client_id, client_secret }: OneAccessClientOptions,
  params: WithDefaults<Parameters>,
): Parameters {
  // What is no object, and what may still be missing, the call names, which no type here could.
  const complete: object = isObject(params)
    ? { ...params, client_id: params.client_id ?? client_id, client_secret: params.client_secret ?? client_secret }
    : params;
  return complete as Parameters;
}

/** What is no object of parameters is left as it is, for the call to say so. */
export function isObject(params: unknown): boolean {
  return typeof params === 'object' && params !== null && !Array.isArray(params);
}
