import { ConfigurationError, checkEndpoint, checkServerVariable, resolveServer } from '@tokenwright/core/provider';
import { servers } from './gen/servers.gen.ts';

/** The hosts of a domain that issue tokens, as the document names them. */
export type PdsHost = keyof typeof servers;

/** Where the requests for one domain go. */
export interface PdsEndpoints {
  /** Origin of the host that issues tokens. */
  readonly authEndpoint: string;
  /** Origin of the host whose login page a browser opens. */
  readonly authorizeEndpoint: string;
}

/** What a caller said of endpoints, and how it spells each. */
export interface EndpointChoice {
  readonly where: string;
  readonly names: { readonly api: string; readonly auth: string; readonly domain: string };
  readonly api?: string | undefined;
  readonly auth?: string | undefined;
  readonly domain?: string | undefined;
  readonly host?: PdsHost | undefined;
  readonly allowInsecureHttp: boolean;
}

/** The option that names a host. */
export const hostRule: { readonly what: string; readonly values: readonly string[] } = {
  what: 'the host of the domain that issues tokens',
  values: Object.keys(servers),
};

/**
 * Chooses where tokens come from and where users log in. Tokens come from the API host unless something else is said,
 * as in the vendor's SDK; the login page is on the auth host.
 *
 * @throws ConfigurationError naming the option that is missing, malformed, or at odds with another
 */
export function chooseEndpoints(choice: EndpointChoice): PdsEndpoints {
  const { where, names, domain, host } = choice;
  const api = checked(choice, names.api, choice.api);
  const auth = checked(choice, names.auth, choice.auth);
  if (domain !== undefined) checkServerVariable(names.domain, domain, 'host-label');
  if (host !== undefined && (api ?? auth) !== undefined) {
    throw new ConfigurationError(
      'invalid_option',
      'host',
      `${where}: the option "host" chooses among the hosts of "${names.domain}", and "${api === undefined ? names.auth : names.api}" names one already; leave one of them out.`,
    );
  }
  const issuer =
    auth ?? api ?? (domain === undefined ? undefined : resolveServer(servers[host ?? 'api'], { domain_id: domain }));
  if (issuer === undefined) {
    throw new ConfigurationError(
      'missing_option',
      names.api,
      `${where}: the option "${names.api}" is missing; give "https://{domain_id}.api.aliyunpds.com" with your domain id in it, or the option "${names.domain}".`,
    );
  }
  const loginDomain = api === undefined ? domain : domainOf(api);
  const login = loginDomain === undefined ? issuer : resolveServer(servers.auth, { domain_id: loginDomain });
  return { authEndpoint: issuer, authorizeEndpoint: auth ?? login };
}

function checked(choice: EndpointChoice, option: string, value: string | undefined): string | undefined {
  const { allowInsecureHttp } = choice;
  return value === undefined
    ? undefined
    : checkEndpoint(value, { option, servers: Object.values(servers), allowInsecureHttp });
}

/** The domain id in the origin of one of the vendor's own hosts. A deployment of one's own serves all from one host. */
function domainOf(origin: string): string | undefined {
  for (const { template } of Object.values(servers)) {
    const [before = '', after = ''] = template.split('{domain_id}');
    if (origin.startsWith(before) && origin.endsWith(after)) return origin.slice(before.length, -after.length);
  }
  return undefined;
}
