/**
 * A backend for a frontend: a page in the browser calls this server, and this server calls the API with the user's
 * token. The browser has a cookie and no token; a script that gets into the page finds none to take.
 *
 *   ONEACCESS_ENDPOINT=https://abcdefg.huaweioneaccess.com ONEACCESS_CLIENT_ID=my-app ONEACCESS_CLIENT_SECRET=… \
 *     API_ORIGIN=https://api.example APP_ORIGIN=https://app.example PORT=3000 node examples/src/oneaccess-bff.ts
 *
 * The redirect URI to register is APP_ORIGIN with /bff/callback. What the page asks of /api goes to API_ORIGIN.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import { isOneAccessTokenRejected, LoginRequiredError, TokenwrightError } from '@tokenwright/huawei-oneaccess';
import { Sessions, type Session } from './oneaccess-sessions.ts';

const { ONEACCESS_ENDPOINT = '', ONEACCESS_CLIENT_ID = '', ONEACCESS_CLIENT_SECRET = '', PORT = '3000' } = process.env;
const { API_ORIGIN = '' } = process.env;

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    if (LoginRequiredError.isInstance(error)) return json(response, 401, { error: 'login_required' });
    console.error(TokenwrightError.isInstance(error) ? `${error.code}: ${error.message}` : error);
    return json(response, TokenwrightError.isInstance(error) ? 502 : 500, { error: 'failed' });
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
  redirectUri: `${origin}/bff/callback`,
});
console.log(`listening on ${address}`);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = '/', method = '', headers } = request;
  const route = `${method} ${url.split('?')[0] ?? ''}`;
  if (route === 'GET /') return html(response);
  if (route === 'GET /bff/login') return redirect(response, await sessions.begin());
  if (route === 'GET /bff/callback') {
    return redirect(response, { location: '/', ...(await sessions.complete(url, headers.cookie)) });
  }
  // A header that no form can send, and no script of another origin without being asked for it first (CORS).
  if (headers['x-bff'] !== '1') return json(response, 403, { error: 'the header x-bff: 1 is needed' });
  const session = sessions.find(headers.cookie);
  if (session === undefined) return json(response, 401, { error: 'login_required' });
  if (route === 'GET /bff/user') return json(response, 200, { subject: session.subject });
  if (route === 'POST /bff/logout') {
    const { location, cookies } = await sessions.end(headers.cookie, origin);
    response.setHeader('set-cookie', [...cookies]);
    return json(response, 200, { location });
  }
  const target = new URL(url, API_ORIGIN);
  if (target.origin === API_ORIGIN && target.pathname.startsWith('/api/')) {
    return forward(request, response, target, session);
  }
  return json(response, 404, { error: 'not found' });
}

/** The same request to the API, with the token for the cookie. A token that the API refuses is replaced once. */
async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: URL,
  { source }: Session,
): Promise<void> {
  const authorizedFetch = createAuthorizedFetch(source, {
    origins: [API_ORIGIN],
    isTokenRejected: isOneAccessTokenRejected,
  });
  const { method = 'GET' } = request;
  const body = await bodyOf(request);
  const type = request.headers['content-type'];
  const answered = await authorizedFetch(target, {
    method,
    redirect: 'manual',
    ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    ...(body.length === 0 ? {} : { body }),
  });
  response.writeHead(answered.status, {
    'content-type': answered.headers.get('content-type') ?? 'application/octet-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(Buffer.from(await answered.arrayBuffer()));
}

const mostBytes = 1_048_576;

async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new Error('The body is too large.');
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

function html(response: ServerResponse): void {
  const script = `
    const get = (path, options) => fetch(path, { ...options, headers: { 'x-bff': '1' } });
    const user = await get('/bff/user');
    document.body.textContent = user.ok ? 'Hello ' + (await user.json()).subject : '';
    if (!user.ok) location.href = '/bff/login';`;
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`<!doctype html><title>Example</title><body><script type="module">${script}</script>`);
}

function redirect(
  response: ServerResponse,
  { location, cookies = [] }: { readonly location: string; readonly cookies?: readonly string[] },
): void {
  response.writeHead(303, { location, 'set-cookie': [...cookies], 'cache-control': 'no-store' }).end();
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void sessions.close();
});
