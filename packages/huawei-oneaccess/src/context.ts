import {
  ConfigurationError,
  checkEndpoint,
  checkParameters,
  checkServerVariable,
  checkTransport,
  requireShape,
  resolveServer,
  transportRules,
} from '@tokenwright/core/provider';
import type { ParameterRules, Secret, ServerTemplate, Transport, TransportOptions } from '@tokenwright/core/provider';
import { foreignClientOptions } from './foreign-names.ts';

/** How the application says who it is. */
export interface OneAccessAuthenticationOptions {
  /**
   * Where `client_id` and `client_secret` go: into the form body (default), or into the Authorization header (HTTP
   * Basic). Huawei documents Basic for tenant tokens only.
   */
  readonly clientAuthentication?: 'body' | 'basic' | undefined;
  /**
   * With Basic: `form` (default) encodes id and secret as in a form first, as RFC 6749 section 2.3.1 says; `raw` takes
   * them as they are. The two differ only for characters other than letters, digits and `*-._`.
   */
  readonly basicEncoding?: 'form' | 'raw' | undefined;
}

/** Options that the OneAccess clients have in common. */
export interface OneAccessClientOptions extends TransportOptions, OneAccessAuthenticationOptions {
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

/** Options of the tenant client. */
export interface OneAccessTenantClientOptions extends OneAccessClientOptions {
  /**
   * Where `grant_type` goes. Default `body`. `query`: into the address, with HTTP Basic and without a body, as one page
   * of the vendor shows it; it makes `clientAuthentication` `basic`.
   */
  readonly grantTypeIn?: 'body' | 'query' | undefined;
}

/** Where a call goes and how. */
export interface OneAccessContext {
  /** Origin of the instance. */
  readonly endpoint: string;
  /** Limits, headers and the `fetch` of each call, unless its own options say otherwise. */
  readonly transport: Transport;
  /** Where `client_id` and `client_secret` go: into the form body, or into the Authorization header. */
  readonly clientAuthentication: 'body' | 'basic';
  /** How the two are written into that header: encoded as in a form, or as they are. */
  readonly basicEncoding: 'form' | 'raw';
  /** Where `grant_type` goes. Only the tenant API has it elsewhere than in the body. */
  readonly grantTypeIn: 'body' | 'query';
}

/**
 * Refuses what is no context: options, a client, nothing at all.
 *
 * @throws ConfigurationError `invalid_parameter`
 */
export function requireContext(where: string, context: OneAccessContext, maker = 'createOneAccessOAuthContext'): void {
  const shape = { endpoint: 'string', transport: 'object' } as const;
  requireShape(context, shape, { where, kind: 'parameter', name: 'context', give: `what ${maker} returned` });
}

/** The same, where only its endpoint is used. */
export function requireEndpoint(where: string, context: Pick<OneAccessContext, 'endpoint'>): void {
  const give = 'what createOneAccessOAuthContext returned';
  requireShape(context, { endpoint: 'string' }, { where, kind: 'parameter', name: 'context', give });
}

/** Rules for {@link OneAccessAuthenticationOptions}. */
export const authenticationRules: ParameterRules['known'] = {
  clientAuthentication: { what: 'where the client id and secret go', values: ['body', 'basic'] },
  basicEncoding: { what: 'how they are encoded for HTTP Basic', values: ['form', 'raw'] },
};

// Made when asked for: a spread beside them would keep bundlers from leaving out what nobody imports.
function known(): ParameterRules['known'] {
  return {
    domain_name: { what: 'the user access domain name of the instance' },
    endpoint: { what: 'the origin of the instance' },
    client_id: { what: 'the client id of the application' },
    client_secret: { what: 'the client secret of the application, or a function that returns it', type: 'secret' },
    ...authenticationRules,
    ...transportRules,
  };
}

/** Rules for the options of the OAuth2 client. */
export function oauthClientRules(): ParameterRules {
  return {
    known: known(),
    refused: {
      ...foreignClientOptions,
      grantTypeIn: 'the OAuth2 API takes grant_type in the body only; OneAccessTenantClient has this option',
    },
  };
}

/** Rules for the options of the tenant client. */
export function tenantClientRules(): ParameterRules {
  return {
    known: { ...known(), grantTypeIn: { what: 'where grant_type goes', values: ['body', 'query'] } },
    refused: foreignClientOptions,
  };
}

/** What a context is made of, whatever a client or a source calls its options. */
export interface ContextSettings extends TransportOptions, OneAccessAuthenticationOptions {
  readonly domainName?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly grantTypeIn?: 'body' | 'query' | undefined;
}

/** Checks the options of a client. */
export function createContext(
  where: string,
  server: ServerTemplate,
  options: OneAccessTenantClientOptions,
  rules: ParameterRules,
): OneAccessContext {
  checkParameters(where, 'option', options, rules);
  return prepareContext(where, server, { ...options, domainName: options.domain_name }, 'domain_name');
}

/** Checks where calls go. `domainOption` is what the caller calls the domain name. */
export function prepareContext(
  where: string,
  server: ServerTemplate,
  settings: ContextSettings,
  domainOption: 'domain_name' | 'domainName',
): OneAccessContext {
  const { grantTypeIn = 'body', basicEncoding = 'form' } = settings;
  const { clientAuthentication = grantTypeIn === 'query' ? 'basic' : 'body' } = settings;
  if (grantTypeIn === 'query' && clientAuthentication !== 'basic') {
    throw new ConfigurationError(
      'invalid_option',
      'grantTypeIn',
      `${where}: the option "grantTypeIn" is "query" and "clientAuthentication" is "body"; a request with the grant in its address has no body, so it needs "basic".`,
    );
  }
  const transport = checkTransport(settings);
  const endpoint = chooseEndpoint(where, server, settings, transport.allowInsecureHttp, domainOption);
  return { endpoint, transport, clientAuthentication, basicEncoding, grantTypeIn };
}

function chooseEndpoint(
  where: string,
  server: ServerTemplate,
  { endpoint, domainName }: ContextSettings,
  allowInsecureHttp: boolean,
  domainOption: string,
): string {
  if (endpoint !== undefined) return checkEndpoint(endpoint, { option: 'endpoint', allowInsecureHttp });
  if (domainName !== undefined) {
    checkServerVariable(domainOption, domainName, server.variables['domain_name'] ?? 'host-with-port');
    return resolveServer(server, { domain_name: domainName });
  }
  throw new ConfigurationError(
    'missing_option',
    domainOption,
    `${where}: the option "${domainOption}" is missing; give the user access domain name of the instance, such as "abcdefg.huaweioneaccess.com".`,
  );
}
