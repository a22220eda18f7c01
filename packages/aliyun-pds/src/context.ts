import {
  checkEndpoint,
  checkParameters,
  checkTransport,
  resolveServer,
  transportRules,
} from '@tokenwright/core/provider';
import type { Transport, TransportOptions } from '@tokenwright/core/provider';
import { ConfigurationError } from '@tokenwright/core/errors';
import type { Client } from '@tokenwright/http-runtime';
import { createClient, createConfig } from '@tokenwright/http-runtime';
import { servers } from './gen/servers.gen.ts';

/** Options of {@link createPdsContext} and of `PDSClient`. The wire names are those of the vendor's SDK. */
export interface PdsClientOptions extends TransportOptions {
  /**
   * Origin of the domain's API host, `https://{domain_id}.api.aliyunpds.com`, or of a private deployment.
   * Needed unless `domain_id` is given.
   */
  readonly api_endpoint?: string | undefined;
  /** Origin of the host that issues tokens, when it is another one. Default: `api_endpoint`, as in the vendor's SDK. */
  readonly auth_endpoint?: string | undefined;
  /** The domain id, from which the API host is made when `api_endpoint` is not given. */
  readonly domain_id?: string | undefined;
  /**
   * What is sent as `grant_type` with an authorization code. The vendor's API page says `authorization_code` (the
   * default), its SDK sends `code`; see the document.
   */
  readonly codeGrantType?: 'authorization_code' | 'code' | undefined;
}

/** Where a call goes and how. Made once, by {@link createPdsContext}; it holds no secret. */
export interface PdsContext {
  /** Origin of the host that issues tokens. */
  readonly authEndpoint: string;
  readonly codeGrantType: 'authorization_code' | 'code';
  readonly transport: Transport;
  /** The generated runtime, bound to `authEndpoint`. */
  readonly client: Client;
}

const rules = {
  known: {
    api_endpoint: { what: 'the origin of the API host, "https://{domain_id}.api.aliyunpds.com"' },
    auth_endpoint: { what: 'the origin of the host that issues tokens' },
    domain_id: { what: 'the domain id' },
    codeGrantType: { what: 'the grant_type sent with a code', values: ['authorization_code', 'code'] },
    ...transportRules,
  },
  refused: {
    token_info: 'a client holds no token; pass what a call returned to where you need it',
    refresh_token_fun: 'refreshing is a call of its own here: refreshToken or refreshJwtToken',
    always_get_token_fun: 'a client holds no token, so there is none to fetch',
    share_token: 'share links are no part of the token API',
    refresh_share_token_fun: 'share links are no part of the token API',
    retryCount: 'a call is one exchange and never repeats itself',
    timeout: 'use timeoutMs (milliseconds)',
    verbose: 'nothing is logged here, because requests hold secrets',
    version: 'the document fixes the version of the API (v2)',
    path_type: 'the document fixes the paths of the API',
  },
} as const;

/**
 * Checks where calls go and prepares the generated client for it.
 *
 * @throws ConfigurationError naming the option: endpoint or domain id missing or malformed, http beyond loopback,
 * a number out of range, an unknown option
 *
 * @example
 * ```ts
 * import { createPdsContext, getTokenByCode } from '@tokenwright/aliyun-pds';
 *
 * const context = createPdsContext({ domain_id: 'my-domain' });
 * const token = await getTokenByCode(context, {
 *   client_id: 'my-app',
 *   redirect_uri: 'https://app.example/callback',
 *   code: 'code-from-the-redirect',
 * });
 * console.log(token.user_id);
 * ```
 */
export function createPdsContext(options: PdsClientOptions): PdsContext {
  checkParameters('PDSClient', 'option', options, rules);
  const transport = checkTransport(options);
  const authEndpoint = chooseEndpoint(options, transport.allowInsecureHttp);
  return {
    authEndpoint,
    codeGrantType: options.codeGrantType ?? 'authorization_code',
    transport,
    client: createClient(createConfig({ baseUrl: authEndpoint })),
  };
}

function chooseEndpoint(options: PdsClientOptions, allowInsecureHttp: boolean): string {
  const { api_endpoint, auth_endpoint, domain_id } = options;
  const check = (option: string, value: unknown): string =>
    checkEndpoint(value, { option, servers: Object.values(servers), allowInsecureHttp });
  const api = api_endpoint === undefined ? undefined : check('api_endpoint', api_endpoint);
  const fromDomain = domain_id === undefined ? undefined : resolveServer(servers.api, { domain_id });
  const endpoint = auth_endpoint === undefined ? (api ?? fromDomain) : check('auth_endpoint', auth_endpoint);
  if (endpoint === undefined) {
    throw new ConfigurationError(
      'missing_option',
      'api_endpoint',
      'PDSClient: the option "api_endpoint" is missing; give "https://{domain_id}.api.aliyunpds.com" with your domain id in it, or the option "domain_id".',
    );
  }
  return endpoint;
}
