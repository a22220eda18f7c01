import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { ListenOptions, MockAuthority, MockAuthorityOptions, MockServer } from '../../src/index.ts';
import { createMockAuthority } from '../../src/index.ts';

/** Runs a test against an authority over HTTP and ends the server after it. */
export async function overHttp(
  options: MockAuthorityOptions,
  run: (url: string, authority: MockAuthority, server: MockServer) => Promise<void>,
  listenOptions: ListenOptions = {},
): Promise<void> {
  const authority = createMockAuthority(options);
  const server = await authority.listen(listenOptions);
  try {
    await run(server.url, authority, server);
  } finally {
    await server.close();
  }
}

/** A bare connection, and everything that comes back on it until it ends. */
export function rawConnection(port: number): { readonly socket: Socket; readonly answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(Buffer.concat(chunks).toString());
    });
  });
  return { socket, answer };
}
