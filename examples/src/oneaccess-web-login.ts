/**
 * A web application whose users log in at OneAccess: pages made by the server, tokens kept by it and refreshed.
 *
 *   ONEACCESS_ENDPOINT=https://abcdefg.huaweioneaccess.com ONEACCESS_CLIENT_ID=my-app ONEACCESS_CLIENT_SECRET=… \
 *     APP_ORIGIN=https://app.example PORT=3000 node examples/src/oneaccess-web-login.ts
 *
 * The redirect URI to register is APP_ORIGIN with /callback. Without APP_ORIGIN it is the address that is listened on.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AuthorityError,
  LoginRequiredError,
  TokenwrightError,
  type OneAccessUserInfo,
} from '@tokenwright/huawei-oneaccess';
import { Sessions, type Session } from './oneaccess-sessions.ts';

const { ONEACCESS_ENDPOINT = '', ONEACCESS_CLIENT_ID = '', ONEACCESS_CLIENT_SECRET = '', PORT = '3000' } = process.env;

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    // The message holds no secret; what is no error of these packages is nobody's business out there.
    const isKnown = TokenwrightError.isInstance(error);
    console.error(isKnown ? `${error.code}: ${error.message}` : error);
    page(response, isKnown ? 400 : 500, '<p>The login failed. <a href="/login">Try again</a></p>');
  });
});
await new Promise<void>((resolve) => {
  server.listen(Number(PORT), '127.0.0.1', resolve);
});
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const origin = process.env['APP_ORIGIN'] ?? address;
const sessions = new Sessions({
  endpoint: ONEACCESS_ENDPOINT,
  clientId: ONEACCESS_CLIENT_ID,
  clientSecret: ONEACCESS_CLIENT_SECRET,
  redirectUri: `${origin}/callback`,
});
console.log(`listening on ${address}`);

async function answer({ url = '/', method, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = `${method ?? ''} ${url.split('?')[0] ?? ''}`;
  if (route === 'GET /') return home(sessions.find(headers.cookie), response);
  if (route === 'GET /login') return redirect(response, await sessions.begin());
  if (route === 'GET /callback') {
    return redirect(response, { location: '/', ...(await sessions.complete(url, headers.cookie)) });
  }
  if (route === 'POST /logout') return redirect(response, await sessions.end(headers.cookie, origin));
  return page(response, 404, '<p>There is no such page.</p>');
}

async function home(session: Session | undefined, response: ServerResponse): Promise<void> {
  if (session === undefined) return page(response, 200, '<p><a href="/login">Log in</a></p>');
  try {
    const { userName = session.subject } = await userOf(session);
    const logout = '<form method="post" action="/logout"><button>Log out</button></form>';
    return page(response, 200, `<p>Hello ${escaped(userName)}</p>${logout}`);
  } catch (error) {
    // The session cannot be renewed any more: only its user can begin another.
    if (LoginRequiredError.isInstance(error)) return redirect(response, { location: '/login' });
    throw error;
  }
}

/** A token that was revoked, or ended early, is replaced once. */
async function userOf({ source }: Session): Promise<OneAccessUserInfo> {
  const { accessToken } = await source.getToken();
  try {
    return await sessions.client.getUserInfo({ access_token: accessToken });
  } catch (error) {
    if (!AuthorityError.isInstance(error) || error.code !== 'invalid_token') throw error;
    const other = await source.getToken({ rejected: accessToken });
    return sessions.client.getUserInfo({ access_token: other.accessToken });
  }
}

function redirect(
  response: ServerResponse,
  { location, cookies = [] }: { readonly location: string; readonly cookies?: readonly string[] },
): void {
  response.writeHead(303, { location, 'set-cookie': [...cookies], 'cache-control': 'no-store' }).end();
}

function page(response: ServerResponse, status: number, body: string): void {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; form-action *; frame-ancestors 'none'",
  };
  response.writeHead(status, headers).end(`<!doctype html><title>Example</title>${body}`);
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void sessions.close();
});
