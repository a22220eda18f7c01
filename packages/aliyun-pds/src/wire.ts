/**
 * The generated functions and types of the PDS token API, nothing added. Each function takes a `client`
 * made by {@link createClient}. No guard applies here: calls and sources are what most users want.
 *
 * @packageDocumentation
 */
export { createClient, createConfig, type Client, type Config } from '@tokenwright/http-runtime';
export * from './gen/index.ts';
export { servers } from './gen/servers.gen.ts';
