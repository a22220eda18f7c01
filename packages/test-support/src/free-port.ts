import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the ports that systems hand out by themselves (from 32768 on Linux, from 49152 elsewhere): no connection, and no
 * server that asks for any port, takes one of these between the time when it is given here and the time when it is used.
 * Low enough too for the second port of a node of a Redis cluster, 10,000 above.
 */
const [lowest, highest] = [15_000, 32_000];

const given = new Set<number>();

/** A port of 127.0.0.1 that nobody listens on, for a server that has to be told its port; no port is given twice. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
