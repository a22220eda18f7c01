/**
 * A backend that acts for many users of a PDS domain with one JWT application: whoever is in front of it has logged the
 * user in and says who it is. Each user costs one request for a token every two hours, however often they come.
 *
 *   PDS_DOMAIN_ID=my-domain PDS_CLIENT_ID=my-app PDS_PRIVATE_KEY_FILE=key.pem PORT=8080 node examples/src/pds-multi-user.ts
 *
 * PDS_ENDPOINT sends it somewhere else than to the vendor, to a mock for example.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPdsUserTokenPool, isPdsError, TokenwrightError } from '@tokenwright/aliyun-pds';
import { answerText } from './lib/answer.ts';

const {
  PDS_DOMAIN_ID = '',
  PDS_CLIENT_ID = '',
  PDS_PRIVATE_KEY_FILE = 'key.pem',
  PDS_ENDPOINT,
  PORT = '0',
} = process.env;
const api = PDS_ENDPOINT ?? `https://${PDS_DOMAIN_ID}.api.aliyunpds.com`;
const pool = createPdsUserTokenPool({
  domainId: PDS_DOMAIN_ID,
  clientId: PDS_CLIENT_ID,
  privateKey: () => readFile(PDS_PRIVATE_KEY_FILE, 'utf8'),
  endpoint: PDS_ENDPOINT,
  // Who has not come for an hour is forgotten, and costs one request when they come again.
  idleMs: 3_600_000,
  onEvent: (event) => {
    if (event.type === 'failed') console.error(`${event.error.code}: ${event.error.message}`);
  },
});

const server = createServer((request, response) => {
  const userId = request.headers['x-user-id'];
  if (typeof userId !== 'string') return answerText(response, 400, 'Whoever is in front has to say x-user-id.');
  driveOf(userId).then(
    (text) => answerText(response, 200, text),
    (error: unknown) => {
      if (isPdsError(error, 'NotFound')) return answerText(response, 404, 'PDS knows no such user.');
      // Why there is no token, an event has said. The API may have been out of reach, or have answered with a web page.
      if (!TokenwrightError.isInstance(error)) console.error(error);
      return answerText(response, 502, 'PDS does not serve this at the moment.');
    },
  );
});

async function driveOf(userId: string): Promise<string> {
  const answer = await pool.fetch(userId, `${api}/v2/user/get`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: userId }),
  });
  const { user_id, default_drive_id } = (await answer.json()) as { user_id?: string; default_drive_id?: string };
  return `${user_id ?? '?'}: drive ${default_drive_id ?? '?'}`;
}

server.listen(Number(PORT), '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
process.once('SIGTERM', () => {
  server.close();
  void pool.close();
});
