/**
 * The generated functions and types of the two OneAccess token APIs, nothing added, one namespace each. Each function
 * takes a `client` made by {@link createClient}. No guard applies here: calls and sources are what most users want.
 *
 * @packageDocumentation
 *
 * @example
 * ```ts
 * import { createClient, tenant } from '@tokenwright/huawei-oneaccess/wire';
 *
 * const client = createClient({ baseUrl: 'https://abcdefg.huaweioneaccess.com' });
 * const client_secret = process.env['ONEACCESS_CLIENT_SECRET'] ?? '';
 * const body = { grant_type: 'client_credentials', client_id: 'my-app', client_secret } as const;
 * const { data, error, response } = await tenant.requestTenantToken({ client, body });
 * console.log(response?.status, data?.expires_in, error);
 * ```
 */
export { createClient, createConfig, type Client, type Config } from '@tokenwright/http-runtime';
export * as oauth2 from './gen/oauth2/index.ts';
export * as tenant from './gen/tenant/index.ts';
export { servers as oauth2Servers } from './gen/oauth2/servers.gen.ts';
export { servers as tenantServers } from './gen/tenant/servers.gen.ts';
