/**
 * A web application whose users log in at PDS. Each login is a session of its own: its token is renewed before its end,
 * kept out of the browser, and ended at PDS when the user logs out.
 *
 *   PDS_DOMAIN_ID=my-domain PDS_CLIENT_ID=my-web-app PDS_CLIENT_SECRET=… PORT=8080 node examples/src/pds-web-login.ts
 *
 * PDS_ENDPOINT sends it somewhere else than to the vendor, to a mock for example.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  authorizationUrl,
  createPdsContext,
  createPdsSessionTokenPool,
  getTokenByCode,
  LoginRequiredError,
  parseCallback,
  TokenwrightError,
} from '@tokenwright/aliyun-pds';
import { memoryStore } from '@tokenwright/core/memory-store';
import { answerText, cookie, cookiesOf, redirectTo } from './lib/answer.ts';

const { PDS_DOMAIN_ID = '', PDS_CLIENT_ID = '', PDS_CLIENT_SECRET, PDS_ENDPOINT, PORT = '0' } = process.env;
const api = PDS_ENDPOINT ?? `https://${PDS_DOMAIN_ID}.api.aliyunpds.com`;
const application = { client_id: PDS_CLIENT_ID, client_secret: PDS_CLIENT_SECRET };
const context = createPdsContext({ api_endpoint: api });
const pool = createPdsSessionTokenPool({
  domainId: PDS_DOMAIN_ID,
  clientId: PDS_CLIENT_ID,
  clientSecret: PDS_CLIENT_SECRET,
  endpoint: PDS_ENDPOINT,
  // In memory the logins are gone with the process; a shared store keeps them, and lets several processes serve.
  store: memoryStore(),
});
/** What a cookie stands for: the name of a login. The cookie itself is a secret, and part of no key. */
const logins = new Map<string, string>();

const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>>> = {
  'GET /': async (request, response) => {
    const login = logins.get(cookiesOf(request).get('session') ?? '');
    if (login === undefined) return answerText(response, 200, 'Not logged in. Go to /login.');
    const answer = await pool.fetch(login, `${api}/v2/user/get`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { nick_name } = (await answer.json()) as { nick_name?: string };
    answerText(response, 200, `Hello, ${nick_name ?? 'whoever you are'}.`);
  },

  'GET /login': async (_request, response) => {
    const { url, state } = authorizationUrl(context, { client_id: PDS_CLIENT_ID, redirect_uri: redirectUri() });
    // The state stays with this browser: only who went away with it may come back with it.
    redirectTo(response, url, [cookie('login', state, 600)]);
  },

  'GET /callback': async (request, response) => {
    // For a browser that did not go away from here there is no state that anybody could send along.
    const state = cookiesOf(request).get('login') ?? randomUUID();
    const { code } = parseCallback(request.url ?? '', { state });
    const login = randomUUID();
    await pool.get(login).adopt(() => getTokenByCode(context, { ...application, redirect_uri: redirectUri(), code }));
    const session = randomUUID();
    logins.set(session, login);
    redirectTo(response, '/', [cookie('session', session), cookie('login', '', 0)]);
  },

  'POST /logout': async (request, response) => {
    const session = cookiesOf(request).get('session') ?? '';
    const login = logins.get(session);
    logins.delete(session);
    if (login !== undefined) await pool.get(login).signOut({ revoke: true });
    redirectTo(response, '/', [cookie('session', '', 0)]);
  },
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const route = routes[`${request.method ?? ''} ${pathname}`];
  if (route === undefined) return answerText(response, 404, 'There is no such page.');
  route(request, response).catch((error: unknown) => {
    // The session has ended, and only its user can begin another.
    if (LoginRequiredError.isInstance(error)) return redirectTo(response, '/login');
    // No message holds a secret. What the user did wrong, or somebody to them, is theirs to know; the rest is not.
    const isKnown = TokenwrightError.isInstance(error);
    console.error(isKnown ? `${error.code}: ${error.message}` : error);
    const status = isKnown && error.code === 'state_mismatch' ? 400 : 502;
    return answerText(response, status, 'That did not work. Go to /login.');
  });
});

function redirectUri(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
}

server.listen(Number(PORT), '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.once('SIGTERM', () => {
  server.close();
  void pool.close();
});
