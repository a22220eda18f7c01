/**
 * The generated functions and types of the PDS token API, nothing added. Each function takes a `client`
 * made by {@link createClient}. No guard applies here: calls and sources are what most users want.
 *
 * @packageDocumentation
 *
 * @example
 * ```ts
 * import { createClient, requestToken } from '@tokenwright/aliyun-pds/wire';
 *
 * const client = createClient({ baseUrl: 'https://my-domain.api.aliyunpds.com' });
 * const body = { grant_type: 'refresh_token', client_id: 'my-app', refresh_token: 'from-the-last-token' } as const;
 * const { data, error, response } = await requestToken({ client, body });
 * console.log(response?.status, data?.expires_in, error);
 * ```
 */
export { createClient, createConfig, type Client, type Config } from '@tokenwright/http-runtime';
export * from './gen/index.ts';
export { servers } from './gen/servers.gen.ts';
