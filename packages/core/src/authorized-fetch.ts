export {
  createAuthorizedFetch,
  isTokenRejected,
  type AuthorizedFetch,
  type AuthorizedFetchOptions,
} from './source/authorized-fetch.ts';
