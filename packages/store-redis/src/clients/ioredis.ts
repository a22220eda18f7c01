import type { IoredisClient, IoredisCluster } from './client.ts';
import { clusterSubscriber } from './ioredis-cluster-subscriber.ts';
import { complaintsOf } from './complaints.ts';
import { whereItMoved } from './moved.ts';
import type { RedisLink, Subscriber, SubscriberEvents } from './link.ts';

type AnyIoredis = IoredisClient | IoredisCluster;

function call(client: Pick<AnyIoredis, 'call'>, command: readonly string[]): Promise<unknown> {
  const [name = '', ...rest] = command;
  return client.call(name.toLowerCase(), rest);
}

/**
 * A cluster's client may be told to read at replicas ("scaleReads"), which lack the last writes: whoever was told of a
 * rotation would read the token before it. Scripts go to masters whatever it was told.
 */
function readingAtMaster(client: AnyIoredis, command: readonly string[]): readonly string[] {
  const [name, key = ''] = command;
  if (name !== 'GET' || !('nodes' in client) || client.options?.scaleReads === 'master') return command;
  return ['EVAL', "return redis.call('GET', KEYS[1])", '1', key];
}

/** One server, one behind Sentinel, or a cluster: the client finds the node of a command by the keys in it. */
export function ioredisLink(client: AnyIoredis): RedisLink {
  return {
    state: () => {
      if (client.status === 'wait') client.connect().catch(() => undefined);
      if (client.status === 'ready') return 'ready';
      return client.status === 'end' ? 'closed' : 'connecting';
    },
    complaints: complaintsOf(client),
    send: async (_key, command, signal) => {
      signal.throwIfAborted();
      return call(client, readingAtMaster(client, command));
    },
    sendBoth: async (_key, command, then, signal) => {
      signal.throwIfAborted();
      return whereItMoved(
        () => call(client, command),
        async () => {
          // All of a pipeline goes to one node, that of the keys in it.
          const pipeline = client.pipeline();
          for (const [name = '', ...rest] of [command, then]) pipeline.call(name.toLowerCase(), rest);
          const [first, second] = (await pipeline.exec()) ?? [];
          const failure = first?.[0] ?? second?.[0];
          if (failure != null) throw failure;
          return [first?.[1], second?.[1]];
        },
      );
    },
    masters: async () =>
      'nodes' in client
        ? client.nodes('master').map((node) => (command: readonly string[]) => call(node, command))
        : [(command) => call(client, command)],
    subscriber: (events) => ('nodes' in client ? clusterSubscriber(client, events) : singleSubscriber(client, events)),
  };
}

/** A connection that comes back by itself, and subscribes anew when it does. */
function singleSubscriber(client: IoredisClient, { onMessage, onBack }: SubscriberEvents): Subscriber {
  // Nothing is to be given up here: who waits for a subscription waits for a bounded time of its own.
  const connection = client.duplicate({
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    autoResubscribe: true,
    commandTimeout: undefined,
  }) as IoredisClient;
  let connected = 0;
  connection.on('error', () => undefined);
  connection.on('message', (channel, message) => onMessage(channel as string, message as string));
  connection.on('ready', () => {
    connected += 1;
    // Behind the subscriptions that are being renewed on the same connection.
    if (connected > 1) call(connection, ['PING']).then(onBack, onBack);
  });
  return {
    subscribe: (channel) => connection.subscribe(channel),
    unsubscribe: (channel) => connection.unsubscribe(channel),
    isOpen: () => connection.status !== 'end',
    close: () => connection.disconnect(),
  };
}
