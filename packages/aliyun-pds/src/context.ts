import { checkParameters, checkTransport, requireShape, transportRules } from '@tokenwright/core/provider';
import type { Transport, TransportOptions } from '@tokenwright/core/provider';
import { chooseEndpoints, hostRule } from './endpoints.ts';
import type { EndpointChoice, PdsEndpoints, PdsHost } from './endpoints.ts';
import { vendorClientOptions } from './vendor-names.ts';

/** Options of {@link createPdsContext} and of `PDSClient`. The wire names are those of the vendor's SDK. */
export interface PdsClientOptions extends TransportOptions {
  /**
   * Origin of the domain's API host, `https://{domain_id}.api.aliyunpds.com`, or of a private deployment.
   * Needed unless `domain_id` is given.
   */
  readonly api_endpoint?: string | undefined;
  /** Origin of the host that issues tokens, when it is another one. Default: `api_endpoint`, as in the vendor's SDK. */
  readonly auth_endpoint?: string | undefined;
  /** The domain id, the first label of its hosts, which are made of it when `api_endpoint` is not given. */
  readonly domain_id?: string | undefined;
  /**
   * Which host of `domain_id` issues tokens: `api` (default), `auth`, or `api-vpc` from inside a virtual private cloud.
   * That the last one issues tokens is not confirmed by the vendor.
   */
  readonly host?: PdsHost | undefined;
  /**
   * What is sent as `grant_type` with an authorization code. The vendor's API page says `authorization_code` (the
   * default), its SDK sends `code`; see the document.
   */
  readonly codeGrantType?: 'authorization_code' | 'code' | undefined;
}

/** Where a call goes and how. Made once, by {@link createPdsContext}; it holds no secret. */
export interface PdsContext extends PdsEndpoints {
  /** What is sent as `grant_type` with an authorization code. */
  readonly codeGrantType: 'authorization_code' | 'code';
  /** Limits, headers and the `fetch` of each call, unless its own options say otherwise. */
  readonly transport: Transport;
}

const rules = {
  known: {
    api_endpoint: { what: 'the origin of the API host, "https://{domain_id}.api.aliyunpds.com"' },
    auth_endpoint: { what: 'the origin of the host that issues tokens' },
    domain_id: { what: 'the domain id' },
    host: hostRule,
    codeGrantType: { what: 'the grant_type sent with a code', values: ['authorization_code', 'code'] },
    ...transportRules,
  },
  refused: vendorClientOptions,
} as const;

/**
 * Checks where calls go.
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
  const where = 'PDSClient';
  checkParameters(where, 'option', options, rules);
  const { api_endpoint: api, auth_endpoint: auth, domain_id: domain, host, codeGrantType } = options;
  const names = { api: 'api_endpoint', auth: 'auth_endpoint', domain: 'domain_id' };
  return contextOf({ where, names, api, auth, domain, host }, options, codeGrantType);
}

/**
 * Refuses what is no context: options, a client, nothing at all.
 *
 * @throws ConfigurationError `invalid_parameter`
 */
export function requireContext(where: string, context: PdsContext): void {
  const shape = { authEndpoint: 'string', authorizeEndpoint: 'string', transport: 'object' } as const;
  requireShape(context, shape, { where, kind: 'parameter', name: 'context', give: 'what createPdsContext returned' });
}

/** The context of endpoints and transport, however its caller spells them. */
export function contextOf(
  choice: Omit<EndpointChoice, 'allowInsecureHttp'>,
  options: TransportOptions,
  codeGrantType: PdsContext['codeGrantType'] = 'authorization_code',
): PdsContext {
  const transport = checkTransport(options);
  const endpoints = chooseEndpoints({ ...choice, allowInsecureHttp: transport.allowInsecureHttp });
  return { ...endpoints, codeGrantType, transport };
}
