import {
  checkEndpoint,
  checkParameters,
  checkTransport,
  resolveServer,
  transportRules,
} from '@tokenwright/core/provider';
import type { Secret, ServerTemplate, Transport, TransportOptions } from '@tokenwright/core/provider';
import { ConfigurationError } from '@tokenwright/core/errors';
import type { Client } from '@tokenwright/http-runtime';
import { createClient, createConfig } from '@tokenwright/http-runtime';

/** Options that the OneAccess clients have in common. */
export interface OneAccessClientOptions extends TransportOptions {
  /**
   * The instance's user access domain name, `abcdefg.huaweioneaccess.com` or a custom domain, with `:port` if it is
   * not 443. Needed unless `endpoint` is given.
   */
  readonly domain_name?: string | undefined;
  /** The instance's origin, when it is not `https://{domain_name}`: a gateway, or a mock on loopback. */
  readonly endpoint?: string | undefined;
  /** Client id of the application, for every call that gives none. */
  readonly client_id?: string | undefined;
  /**
   * Client secret of the application, for every call that gives none; or a function that fetches it, which is asked at
   * each call, and once more when OneAccess refuses the client.
   */
  readonly client_secret?: Secret | undefined;
}

/** Where a call goes and how. */
export interface OneAccessContext {
  /** Origin of the instance. */
  readonly endpoint: string;
  readonly transport: Transport;
  /** The generated runtime, bound to `endpoint`. */
  readonly client: Client;
}

const rules = {
  known: {
    domain_name: { what: 'the user access domain name of the instance' },
    endpoint: { what: 'the origin of the instance' },
    client_id: { what: 'the client id of the application' },
    client_secret: { what: 'the client secret of the application, or a function that returns it', type: 'secret' },
    ...transportRules,
  },
  refused: {
    clientId: 'use client_id',
    clientSecret: 'use client_secret',
    timeout: 'use timeoutMs (milliseconds)',
    baseUrl: 'use endpoint, or domain_name',
  },
} as const;

/** Checks where calls go and prepares the generated client for it. */
export function createContext(
  where: string,
  server: ServerTemplate,
  options: OneAccessClientOptions,
): OneAccessContext {
  checkParameters(where, 'option', options, rules);
  const transport = checkTransport(options);
  const endpoint = chooseEndpoint(where, server, options, transport.allowInsecureHttp);
  return { endpoint, transport, client: createClient(createConfig({ baseUrl: endpoint })) };
}

function chooseEndpoint(
  where: string,
  server: ServerTemplate,
  { endpoint, domain_name }: OneAccessClientOptions,
  allowInsecureHttp: boolean,
): string {
  if (endpoint !== undefined) return checkEndpoint(endpoint, { option: 'endpoint', allowInsecureHttp });
  if (domain_name !== undefined) return resolveServer(server, { domain_name });
  throw new ConfigurationError(
    'missing_option',
    'domain_name',
    `${where}: the option "domain_name" is missing; give the user access domain name of the instance, such as "abcdefg.huaweioneaccess.com".`,
  );
}
