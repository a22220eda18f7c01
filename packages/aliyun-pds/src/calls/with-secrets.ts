import { resolveSecret, withFreshSecret } from '@tokenwright/core/provider';
import type { Secret } from '@tokenwright/core/provider';

/** Parameters whose secrets have been fetched. */
export type Resolved<Parameters> = {
  readonly [Name in keyof Parameters]: Name extends 'client_secret' | 'refresh_token'
    ? Exclude<Parameters[Name], () => unknown>
    : Parameters[Name];
};

/**
 * Runs a request with the secrets among its parameters fetched. A client secret from a function is asked for once
 * more when PDS refuses the client (rule W8): such a refusal spends neither a code nor a refresh token.
 *
 * @throws ConfigurationError `secret_unavailable`; what `send` throws
 */
export async function withSecrets<
  Parameters extends { readonly client_secret?: Secret | undefined; readonly refresh_token?: Secret | undefined },
  T,
>(params: Parameters, send: (resolved: Resolved<Parameters>) => Promise<T>): Promise<T> {
  const { client_secret, refresh_token } = params;
  const refresh =
    refresh_token === undefined ? {} : { refresh_token: await resolveSecret('refresh_token', refresh_token) };
  const complete = (secret: { readonly client_secret?: string }): Resolved<Parameters> =>
    ({ ...params, ...refresh, ...secret }) as Resolved<Parameters>;
  if (client_secret === undefined) return send(complete({}));
  return withFreshSecret('client_secret', client_secret, (fetched) => send(complete({ client_secret: fetched })));
}
