/** A process that answers every refresh at once, and counts refresh tokens that come twice. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ToAuthority = { readonly wire: Readonly<Record<string, unknown>> } | 'tell';
export interface FromAuthority {
  readonly url?: string;
  readonly refreshed?: number;
  readonly sentTwice?: number;
}

const seen = new Set<string>();
let wire: Readonly<Record<string, unknown>> = {};
let refreshed = 0;
let sentTwice = 0;

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => {
    body += text;
  });
  request.on('end', () => {
    const refreshToken = new URLSearchParams(body).get('refresh_token') ?? '';
    if (seen.has(refreshToken)) sentTwice += 1;
    seen.add(refreshToken);
    refreshed += 1;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...wire, refresh_token: randomBytes(16).toString('hex') }));
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } satisfies FromAuthority);
});
process.on('message', (message: ToAuthority) => {
  if (message === 'tell') process.send?.({ refreshed, sentTwice } satisfies FromAuthority);
  else wire = message.wire;
});
process.on('disconnect', () => process.exit());
