/**
 * A `fetch` that carries the token of a source, and replaces it when it is refused.
 *
 * @packageDocumentation
 */
export {
  createAuthorizedFetch,
  isTokenRejected,
  type AuthorizedFetch,
  type AuthorizedFetchOptions,
} from './source/authorized-fetch.ts';
