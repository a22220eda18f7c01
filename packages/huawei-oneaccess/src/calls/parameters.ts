import type { ParameterRule } from '@tokenwright/core/provider';

/** The parameters of the calls, each with the words that ask for it. The names are the wire's. */
export const clientId: ParameterRule = { what: 'the client id of the application', required: true };
export const clientSecret: ParameterRule = {
  what: 'the client secret of the application, or a function that returns it',
  type: 'secret',
  required: true,
};
export const code: ParameterRule = {
  what: 'the one-time authorization code that came to the redirect URI',
  required: true,
};
export const redirectUri: ParameterRule = { what: 'the redirect URI that the authorization request named' };
/** As OpenID Connect needs it. */
export const requiredRedirectUri: ParameterRule = {
  what: 'the redirect URI that the authorization request named',
  required: true,
};
export const codeVerifier: ParameterRule = { what: 'the PKCE verifier that authorizationUrl returned' };
export const refreshToken: ParameterRule = {
  what: 'the refresh token of the last token, or a function that returns it',
  type: 'secret',
  required: true,
};
export const accessToken: ParameterRule = { what: 'the access token of the user', required: true };

/** A spelling the vendor's pages use elsewhere (for logout). */
export const redirectAlias: Readonly<Record<string, string>> = { redirect_url: 'redirect_uri' };
