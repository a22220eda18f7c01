/**
 * The generated functions and types of the two OneAccess token APIs, nothing added, one namespace each. Each function
 * takes a `client` made by {@link createClient}. No guard applies here: calls and sources are what most users want.
 *
 * @packageDocumentation
 */
export { createClient, createConfig, type Client, type Config } from '@tokenwright/http-runtime';
export * as oauth2 from './gen/oauth2/index.ts';
export * as tenant from './gen/tenant/index.ts';
export { servers as oauth2Servers } from './gen/oauth2/servers.gen.ts';
export { servers as tenantServers } from './gen/tenant/servers.gen.ts';
