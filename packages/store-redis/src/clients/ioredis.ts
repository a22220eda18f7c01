import type { IoredisClient, IoredisCluster } from './client.ts';
import type { RedisLink, Subscriber } from './link.ts';

type AnyIoredis = IoredisClient | IoredisCluster;

function call(client: Pick<AnyIoredis, 'call'>, command: readonly string[]): Promise<unknown> {
  const [name = '', ...rest] = command;
  return client.call(name.toLowerCase(), rest);
}

/** One server, one behind Sentinel, or a cluster: the client finds the node of a command by the keys in it. */
export function ioredisLink(client: AnyIoredis): RedisLink {
  return {
    state: () => {
      if (client.status === 'wait') client.connect().catch(() => undefined);
      if (client.status === 'ready') return 'ready';
      return client.status === 'end' ? 'closed' : 'connecting';
    },
    onError: (listener) => void client.on('error', listener),
    send: async (_key, command, signal) => {
      signal.throwIfAborted();
      return call(client, command);
    },
    sendBoth: async (_key, command, then, signal) => {
      signal.throwIfAborted();
      // All of a pipeline goes to one node, that of the keys in it.
      const pipeline = client.pipeline();
      for (const [name = '', ...rest] of [command, then]) pipeline.call(name.toLowerCase(), rest);
      const [first, second] = (await pipeline.exec()) ?? [];
      const failure = first?.[0] ?? second?.[0];
      if (failure != null) throw failure;
      return [first?.[1], second?.[1]];
    },
    masters: async () =>
      'nodes' in client
        ? client.nodes('master').map((node) => (command: readonly string[]) => call(node, command))
        : [(command) => call(client, command)],
    subscriber: (events) => {
      const isOwn = 'nodes' in client;
      // Nothing is to be given up here: who waits for a subscription waits for a bounded time of its own.
      const connection = isOwn
        ? client
        : (client.duplicate({
            enableOfflineQueue: true,
            maxRetriesPerRequest: null,
            autoResubscribe: true,
            commandTimeout: undefined,
          }) as IoredisClient);
      return subscriberOn(connection, isOwn, events);
    },
  };
}

function subscriberOn(
  connection: AnyIoredis,
  isOwn: boolean,
  { onMessage, onBack }: Parameters<RedisLink['subscriber']>[0],
): Subscriber {
  const channels = new Set<string>();
  let closed = false;
  let connected = connection.status === 'ready' ? 1 : 0;
  connection.on('error', () => undefined);
  connection.on('message', (channel) => {
    if (!closed && channels.has(channel as string)) onMessage(channel as string);
  });
  connection.on('ready', () => {
    connected += 1;
    if (closed || connected === 1) return;
    // Behind the subscriptions that are being renewed on the same connection.
    call(connection, isOwn ? ['GET', ''] : ['PING']).then(onBack, onBack);
  });
  return {
    subscribe: (channel) => {
      channels.add(channel);
      return connection.subscribe(channel);
    },
    unsubscribe: (channel) => {
      channels.delete(channel);
      return connection.unsubscribe(channel);
    },
    isOpen: () => !closed && connection.status !== 'end',
    close: () => {
      closed = true;
      if ('disconnect' in connection && !isOwn) connection.disconnect();
      else for (const channel of channels) connection.unsubscribe(channel).catch(() => undefined);
    },
  };
}
