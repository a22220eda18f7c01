import type { ParameterRule } from '@tokenwright/core/provider';

/** The parameters of the calls, each with the words that ask for it. The names are the wire's and the vendor's. */
export const clientId: ParameterRule = { what: 'the AppId of the application', required: true };
export const jwtClientId: ParameterRule = { what: 'the AppId of the JWT application', required: true };
export const clientSecret: ParameterRule = {
  what: 'the AppSecret of the application, which only web server applications have, or a function that returns it',
  type: 'secret',
};
export const code: ParameterRule = {
  what: 'the one-time authorization code that came to the redirect URI',
  required: true,
};
export const redirectUri: ParameterRule = { what: 'the redirect URI the application is registered with' };
export const refreshToken: ParameterRule = {
  what: 'the refresh token of the last token, or a function that returns it',
  type: 'secret',
  required: true,
};
export const privateKeyPem: ParameterRule = {
  what: 'the private key of the JWT application in PEM, or a function that returns it',
  type: 'secret',
};
export const signer: ParameterRule = { what: 'what createPdsAssertionSigner returns', type: 'object' };
export const domainId: ParameterRule = { what: 'the domain id', required: true };
export const userId: ParameterRule = { what: 'the id of the user for whom the token is wanted', required: true };
export const subdomainId: ParameterRule = { what: 'the id of the subdomain' };
export const autoCreate: ParameterRule = { what: 'whether a user who does not exist is created', type: 'boolean' };
