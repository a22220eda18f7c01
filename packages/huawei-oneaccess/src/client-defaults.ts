import type { OneAccessClientOptions } from './context.ts';

/** Parameters of a call where the client's own `client_id` and `client_secret` stand in for what is not given. */
export type WithDefaults<Parameters> = Omit<Parameters, 'client_id' | 'client_secret'> & {
  /** Default: the client's. */
  readonly client_id?: string | undefined;
  /** Default: the client's. */
  readonly client_secret?: string | undefined;
};

/** Completes the parameters of a call; what is still missing is named by the call itself. */
export function clientDefaults<Parameters extends { readonly client_id: string; readonly client_secret: string }>(
  { client_id, client_secret }: OneAccessClientOptions,
  params: WithDefaults<Parameters>,
): Parameters {
  // Not an object: left as it is, for the call to say so.
  if (typeof params !== 'object' || params === null) return params;
  return {
    ...params,
    client_id: params.client_id ?? client_id,
    client_secret: params.client_secret ?? client_secret,
  } as unknown as Parameters;
}
