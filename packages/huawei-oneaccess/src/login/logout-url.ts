import type { ParameterRules } from '@tokenwright/core/provider';
import { ConfigurationError, checkParameters } from '@tokenwright/core/provider';
import { requireEndpoint, type OneAccessContext } from '../context.ts';
import { foreignLogoutParameters } from '../foreign-names.ts';

/** Parameters of {@link logoutUrl}. */
export interface LogoutUrlParameters {
  /** Where the browser goes after that; an http or https address. Default: the login page of the instance. */
  readonly redirect_url?: string | undefined;
}

const rules: ParameterRules = {
  known: { redirect_url: { what: 'where the browser goes after the logout' } },
  refused: foreignLogoutParameters,
};

/**
 * Makes the address that ends the single sign-on session of the browser that visits it (`GET /api/v1/logout`). It ends
 * no token, and no session of a source: call `signOut()` for that.
 *
 * @throws ConfigurationError when `redirect_url` is no http or https address
 */
export function logoutUrl(context: Pick<OneAccessContext, 'endpoint'>, params: LogoutUrlParameters = {}): string {
  const where = 'logoutUrl';
  requireEndpoint(where, context);
  const { redirect_url } = checkParameters<LogoutUrlParameters>(where, 'parameter', params, rules);
  const url = new URL('/api/v1/logout', context.endpoint);
  if (redirect_url !== undefined) {
    if (!/^https?:\/\//i.test(redirect_url) || !URL.canParse(redirect_url)) {
      throw new ConfigurationError(
        'invalid_parameter',
        'redirect_url',
        `${where}: the parameter "redirect_url" is no http or https address; give the whole address of a page.`,
      );
    }
    url.searchParams.set('redirect_url', redirect_url);
  }
  return url.href;
}
