/**
 * NOT CONFIRMED: a page that is a client of PDS by itself, without a server of its own and without a secret. It runs
 * against the mock with --allow-origin; whether it runs against PDS, no source of the vendor says:
 *
 * - That a code is exchanged without a secret is documented for desktop and mobile applications. For pages the vendor
 *   documents the implicit flow only, which puts the token into the address, and says that it cannot be renewed.
 * - Whether PDS answers pages of other origins (CORS) is not documented.
 * - PDS is not known to have PKCE, so whoever gets hold of a code can exchange it: the state protects the user of this
 *   page from the login of somebody else, and no more.
 *
 * A server that keeps the tokens and gives the browser a cookie needs none of this: pds-web-login.ts.
 *
 * The refresh token stays in memory, in none of the browser's stores: those can be read by any script that ever gets
 * into the page, for the seven days that the token lives, and two tabs would spend one rotating token. So a login ends
 * with its page, and a reload asks for another.
 *
 * To look at it, with pds-browser-public-client-server.ts, which bundles and serves it:
 *
 *   npx tokenwright-mock aliyun-pds --port 8080 --client my-page --redirect-uri http://127.0.0.1:3000/callback \
 *     --allow-origin http://127.0.0.1:3000
 *   PDS_ENDPOINT=http://127.0.0.1:8080 PDS_DOMAIN_ID=mock-domain PDS_CLIENT_ID=my-page PORT=3000 \
 *     node examples/src/pds-browser-public-client-server.ts
 */
import {
  authorizationUrl,
  createPdsContext,
  createPdsSessionTokenSource,
  getTokenByCode,
  isPdsTokenRejected,
  LoginRequiredError,
  parseCallback,
  TokenwrightError,
} from '@tokenwright/aliyun-pds';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';

declare global {
  interface ImportMeta {
    /** What the bundler puts in place; a page has no environment. */
    readonly env: Readonly<Record<'PDS_ENDPOINT' | 'PDS_DOMAIN_ID' | 'PDS_CLIENT_ID', string>>;
  }
}

const endpoint = import.meta.env.PDS_ENDPOINT;
const application = { client_id: import.meta.env.PDS_CLIENT_ID, redirect_uri: `${location.origin}/callback` };
const context = createPdsContext({ api_endpoint: endpoint });
const source = createPdsSessionTokenSource({
  domainId: import.meta.env.PDS_DOMAIN_ID,
  clientId: application.client_id,
  endpoint,
  sessionId: 'this page',
});
const authorizedFetch = createAuthorizedFetch(source, { origins: [endpoint], isTokenRejected: isPdsTokenRejected });

/** The state outlives the way to the login page and back, in this tab only; it is no token. */
const stateKey = 'pds-login-state';

function logIn(): Promise<string> {
  const { url, state } = authorizationUrl(context, application);
  sessionStorage.setItem(stateKey, state);
  location.assign(url);
  return Promise.resolve('To the login page …');
}

async function comeBack(callback: string): Promise<string> {
  // A page that did not go away to log in has no state that anybody could send along.
  const state = sessionStorage.getItem(stateKey) ?? crypto.randomUUID();
  sessionStorage.removeItem(stateKey);
  // The code leaves the address and the history before anything else runs.
  history.replaceState(null, '', '/');
  const { code } = parseCallback(callback, { state });
  await source.adopt(() => getTokenByCode(context, { ...application, code }));
  return whoAmI();
}

async function whoAmI(): Promise<string> {
  const answer = await authorizedFetch(`${endpoint}/v2/user/get`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  if (!answer.ok) return `PDS answered ${answer.status}.`;
  const { nick_name } = (await answer.json()) as { nick_name?: string };
  return `Hello, ${nick_name ?? 'whoever you are'}.`;
}

async function logOut(): Promise<string> {
  await source.signOut({ revoke: true });
  return 'Logged out.';
}

/** Shows how something went. No message holds a secret. */
async function show(work: Promise<string>): Promise<void> {
  const status = document.querySelector('#status');
  const sentence = await work.catch((error: unknown) => {
    if (LoginRequiredError.isInstance(error)) return 'Not logged in.';
    if (TokenwrightError.isInstance(error)) return `${error.code}: ${error.message}`;
    throw error;
  });
  if (status !== null) status.textContent = sentence;
}

for (const [id, action] of Object.entries({ 'log-in': logIn, 'who-am-i': whoAmI, 'log-out': logOut })) {
  document.querySelector(`#${id}`)?.addEventListener('click', () => void show(action()));
}
void show(location.pathname === '/callback' ? comeBack(location.href) : Promise.resolve('Not logged in.'));
