import type { RenewalRequest, TokenSourceSettings } from '@tokenwright/core';
import type { CallOptions, ParameterRules, TransportOptions } from '@tokenwright/core/provider';
import { sourceRules, transportRules } from '@tokenwright/core/provider';
import { contextOf } from '../context.ts';
import type { PdsContext } from '../context.ts';
import type { PdsHost } from '../endpoints.ts';
import { hostRule } from '../endpoints.ts';
import type { PdsTokenInfo } from '../token-info.ts';

/** What every PDS source and pool takes: whose tokens, from where, and what those of core take. */
export interface PdsSourceOptions
  extends Omit<TokenSourceSettings<PdsTokenInfo>, 'initial'>, Omit<TransportOptions, 'timeoutMs'> {
  /** The domain id: `my-domain` where the API is at `https://my-domain.api.aliyunpds.com`. */
  readonly domainId: string;
  /** The AppId of the application. */
  readonly clientId: string;
  /**
   * Which host of the domain issues tokens: `api` (default), `auth`, or `api-vpc` from inside a virtual private cloud.
   * That the last one issues tokens is not confirmed by the vendor.
   */
  readonly host?: PdsHost | undefined;
  /** Origin of the host that issues tokens, when it is none of the vendor's: a private deployment, a mock. */
  readonly endpoint?: string | undefined;
}

/** What a source takes beyond that, and a pool cannot. */
export interface PdsSingleSourceOptions {
  /** A token set to begin with, when the store has none: what a call returned. */
  readonly initial?: PdsTokenInfo | undefined;
}

/** Rules for {@link PdsSourceOptions}, to be spread into those of a source or a pool. */
export const pdsSourceRules: ParameterRules['known'] = /* @__PURE__ */ (() => {
  const { timeoutMs: _timeoutMs, ...transportOfSource } = transportRules;
  const { initial: _initial, ...settings } = sourceRules;
  return {
    domainId: { what: 'the domain id', required: true },
    clientId: { what: 'the AppId of the application', required: true },
    host: hostRule,
    endpoint: { what: 'the origin of the host that issues tokens' },
    ...transportOfSource,
    ...settings,
  };
})();

/** Names of the calls and of the vendor's SDK that have another one here. */
export const refusedSourceOptions: Readonly<Record<string, string>> = {
  private_key_pem: 'use privateKey',
  signer: 'use privateKey, which takes a signer too',
  api_endpoint: 'use endpoint, or host, or leave both out',
  auth_endpoint: 'use endpoint, or host',
  timeoutMs: 'use requestTimeoutMs for one exchange, acquireTimeoutMs for a caller',
  timeout: 'use requestTimeoutMs for one exchange, acquireTimeoutMs for a caller',
  retryCount: 'a source repeats what is safe to repeat, and only that',
  token_info: 'use initial, or adopt() of the source',
  refresh_token: 'hand the whole token to adopt(), or exchange it: adopt(() => refreshToken(context, { … }))',
  refresh_token_fun: 'a source refreshes by itself',
  key: 'the key is made of what the token belongs to',
};

/** The options that core takes as they are, of options that were checked. */
export function settingsOf(options: PdsSourceOptions): Omit<TokenSourceSettings<PdsTokenInfo>, 'initial'> {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => name !== 'initial' && Object.hasOwn(sourceRules, name)),
  );
}

/** Where the calls of a source go. */
export function contextOfSource(where: string, options: PdsSourceOptions): PdsContext {
  const { domainId, endpoint, host } = options;
  const names = { api: 'endpoint', auth: 'endpoint', domain: 'domainId' };
  return contextOf({ where, names, api: endpoint, domain: domainId, host }, options);
}

/** What a source tells a call about one request. */
export function callOptionsOf({ signal, timeoutMs, clockOffsetMs }: RenewalRequest): CallOptions {
  return { signal, timeoutMs, clockOffsetMs };
}
