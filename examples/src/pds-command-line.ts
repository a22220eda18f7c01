/**
 * A command-line program that logs a user in at PDS once, and remembers it: the login lies in a folder, encrypted, and
 * is renewed there, by one process if several run at once. Prints whose drive it is.
 *
 *   PDS_DOMAIN_ID=my-domain PDS_CLIENT_ID=my-native-app TOKEN_KEY="$(cat my.key)" node examples/src/pds-command-line.ts
 *
 * TOKEN_KEY is 32 bytes in base64 (openssl rand -base64 32 > my.key), best kept where the system keeps passwords.
 * TOKEN_FOLDER says where the login lies, PDS_ENDPOINT sends it somewhere else than to the vendor, to a mock for example.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir } from 'node:os';
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
import { createAuthorizedFetch, type AuthorizedFetch } from '@tokenwright/core/authorized-fetch';
import { encrypted } from '@tokenwright/core/encrypted-store';
import { fileStore } from '@tokenwright/core/file-store';
import { answerText } from './lib/answer.ts';

const { PDS_DOMAIN_ID = '', PDS_CLIENT_ID = '', PDS_ENDPOINT, TOKEN_KEY = '' } = process.env;
const { TOKEN_FOLDER = `${homedir()}/.my-drive/tokens` } = process.env;
const api = PDS_ENDPOINT ?? `https://${PDS_DOMAIN_ID}.api.aliyunpds.com`;
const context = createPdsContext({ api_endpoint: api });

try {
  await using source = createPdsSessionTokenSource({
    domainId: PDS_DOMAIN_ID,
    clientId: PDS_CLIENT_ID,
    endpoint: PDS_ENDPOINT,
    // There is one login for each folder. A program with several accounts names them here.
    sessionId: 'command-line',
    store: encrypted(fileStore({ folder: TOKEN_FOLDER }), { current: { id: '1', key: TOKEN_KEY } }),
  });
  const authorizedFetch = createAuthorizedFetch(source, { origins: [api], isTokenRejected: isPdsTokenRejected });
  try {
    console.log(await driveOf(authorizedFetch));
  } catch (error) {
    // Nobody has logged in yet, or PDS has ended the login.
    if (!LoginRequiredError.isInstance(error)) throw error;
    const { code, redirect_uri } = await codeOfUser();
    await source.adopt(() => getTokenByCode(context, { client_id: PDS_CLIENT_ID, redirect_uri, code }));
    console.log(await driveOf(authorizedFetch));
  }
} catch (error) {
  if (!TokenwrightError.isInstance(error)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}

async function driveOf(authorizedFetch: AuthorizedFetch): Promise<string> {
  const answer = await authorizedFetch(`${api}/v2/user/get`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { nick_name, default_drive_id } = (await answer.json()) as { nick_name?: string; default_drive_id?: string };
  return `${nick_name ?? '?'}: drive ${default_drive_id ?? '?'}`;
}

/** Has the user log in with a browser, which comes back to a port that this program listens on meanwhile. */
async function codeOfUser(): Promise<{ readonly code: string; readonly redirect_uri: string }> {
  await using server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const redirect_uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  const { url, state } = authorizationUrl(context, { client_id: PDS_CLIENT_ID, redirect_uri });
  console.log(`To log in, open ${url}`);
  const code = await new Promise<string>((resolve, reject) => {
    server.on('request', ({ url: callback = '' }: IncomingMessage, response: ServerResponse) => {
      response.setHeader('connection', 'close');
      if (!callback.startsWith('/callback?')) return answerText(response, 404, 'There is no such page.');
      try {
        const { code } = parseCallback(callback, { state });
        answerText(response, 200, 'You are logged in. This page can be closed.');
        resolve(code);
      } catch (error) {
        answerText(response, 400, 'That was no login that this program has begun.');
        // Anybody can send a browser here; only who knows the state ends the wait.
        if (!TokenwrightError.isInstance(error) || error.code !== 'state_mismatch') reject(error);
      }
    });
  });
  return { code, redirect_uri };
}
