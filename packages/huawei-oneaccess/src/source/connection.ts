import type { ParameterRules, Secret, TransportOptions } from '@tokenwright/core/provider';
import { sourceRules, transportRules } from '@tokenwright/core/provider';
import { authenticationRules, type OneAccessAuthenticationOptions, type OneAccessContext } from '../context.ts';

/** How a source reaches its instance, and as whom. */
export interface OneAccessSourceConnection extends Omit<TransportOptions, 'timeoutMs'>, OneAccessAuthenticationOptions {
  /**
   * The instance's user access domain name, `abcdefg.huaweioneaccess.com` or a custom domain, with `:port` if it is
   * not 443. Needed unless `endpoint` is given.
   */
  readonly domainName?: string | undefined;
  /** The instance's origin, when it is not `https://{domainName}`: a gateway, or a mock on loopback. */
  readonly endpoint?: string | undefined;
  /** Client id of the application. */
  readonly clientId: string;
  /**
   * Client secret of the application; or a function that fetches it, which is asked at each renewal, and once more when
   * OneAccess refuses the client: a reset in the console takes effect at once.
   */
  readonly clientSecret: Secret;
}

/** Rules for the options that the sources have in common. Made when asked for: most who import calls need no source. */
export function connectionRules(): ParameterRules['known'] {
  const { timeoutMs: _replaced, ...transport } = transportRules;
  return {
    domainName: { what: 'the user access domain name of the instance' },
    endpoint: { what: 'the origin of the instance' },
    clientId: { what: 'the client id of the application', required: true },
    clientSecret: {
      what: 'the client secret of the application, or a function that returns it',
      type: 'secret',
      required: true,
    },
    ...authenticationRules,
    ...transport,
    ...sourceRules,
  };
}

/** The tenant that a request under a common domain names in a header: its tokens are not those of another. */
export function tenantOf({ transport: { headers } }: OneAccessContext): string | undefined {
  return headers['x-tenant-id'];
}
