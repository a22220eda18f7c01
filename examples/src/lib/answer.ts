import type { IncomingMessage, ServerResponse } from 'node:http';

/** The cookies of a request, by name. */
export function cookiesOf({ headers }: IncomingMessage): ReadonlyMap<string, string> {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return new Map(pairs.map(([name = '', value = '']) => [name, value]));
}

/** A cookie that no script can read and no other site can have sent with its forms. */
export function cookie(name: string, value: string, maxAgeSeconds?: number): string {
  const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`;
  // Behind TLS, add "; Secure".
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${age}`;
}

export function answerText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

export function redirectTo(response: ServerResponse, location: string, cookies: readonly string[] = []): void {
  response.writeHead(303, { location, ...(cookies.length === 0 ? {} : { 'set-cookie': [...cookies] }) });
  response.end();
}
