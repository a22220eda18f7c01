import type { AuthorizedFetchOptions } from '@tokenwright/core/authorized-fetch';
import type { ParameterRules } from '@tokenwright/core/provider';
import { resolveServer } from '@tokenwright/core/provider';
import { servers } from '../gen/servers.gen.ts';
import { isPdsTokenRejected } from '../token-rejection.ts';
import type { PdsSourceOptions } from './source-options.ts';

/** What every PDS pool takes beyond what its sources would. */
export interface PdsPoolOptions {
  /**
   * How many keys are kept in memory; beyond it those that were not asked for lately go, except while work for them is
   * under way. What a store holds of them stays there. Default 100,000.
   */
  readonly maxSize?: number | undefined;
  /** A key that nobody has asked for during this time, in milliseconds, is dropped from memory. Default: never. */
  readonly idleMs?: number | undefined;
  /**
   * How `pool.fetch` sends. The token goes to `origins` only; default: the API host of the domain, or `endpoint`. What
   * PDS says of a token that is no longer good is known.
   */
  readonly authorizedFetch?: Partial<AuthorizedFetchOptions> | undefined;
}

/** Rules for {@link PdsPoolOptions}, to be spread into those of a pool. */
export const poolRules: ParameterRules['known'] = {
  maxSize: { what: 'how many keys are kept in memory', type: 'number' },
  idleMs: { what: 'a time in milliseconds', type: 'number' },
  authorizedFetch: { what: 'the options of createAuthorizedFetch', type: 'object' },
};

export const refusedPoolOptions: Readonly<Record<string, string>> = {
  initial: 'hand each login to its source: pool.get(key).adopt(login)',
};

/** The options that core's pool takes, with what is known of PDS. */
export function poolSettingsOf(options: PdsPoolOptions & PdsSourceOptions): PdsPoolOptions & {
  readonly authorizedFetch: AuthorizedFetchOptions;
} {
  const { maxSize, idleMs, domainId, endpoint, host, clock, dangerouslyAllowInsecureHttp } = options;
  const api = resolveServer(servers[host === 'api-vpc' ? host : 'api'], { domain_id: domainId });
  return {
    maxSize,
    idleMs,
    authorizedFetch: {
      origins: [endpoint ?? api],
      isTokenRejected: isPdsTokenRejected,
      clock,
      dangerouslyAllowInsecureHttp,
      ...options.authorizedFetch,
    },
  };
}
