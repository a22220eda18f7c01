import type { NodeRedisClient, NodeRedisCluster, NodeRedisSentinel } from './client.ts';
import type { RedisLink, Subscriber, SubscriberEvents } from './link.ts';

type AnyNodeRedis = NodeRedisClient | NodeRedisCluster | NodeRedisSentinel;

function common(client: AnyNodeRedis): Pick<RedisLink, 'state' | 'onError'> {
  return {
    state: () => (client.isOpen ? (client.isReady ? 'ready' : 'connecting') : 'closed'),
    onError: (listener) => void client.on('error', listener),
  };
}

/** One server. Commands of one tick are written in their order, so two of them are neighbours. */
export function nodeRedisLink(client: NodeRedisClient): RedisLink {
  return {
    ...common(client),
    send: (_key, command, abortSignal) => client.sendCommand(command, { abortSignal }),
    sendBoth: (_key, command, then, abortSignal) =>
      Promise.all([client.sendCommand(command, { abortSignal }), client.sendCommand(then, { abortSignal })]),
    masters: async () => [(command) => client.sendCommand(command)],
    subscriber: (events) => {
      const connection = client.duplicate();
      let connected = 0;
      connection.on('error', () => undefined);
      // It has subscribed again by then.
      connection.on('ready', () => {
        connected += 1;
        if (connected > 1) events.onBack();
      });
      const opening = connection.connect();
      opening.catch(() => undefined);
      return {
        // A client may have no queue in which a subscription could wait for the connection.
        subscribe: async (channel) => {
          await opening;
          return connection.subscribe(channel, (_message, from) => events.onMessage(from));
        },
        unsubscribe: async (channel) => {
          await opening;
          return connection.unsubscribe(channel);
        },
        isOpen: () => connection.isOpen,
        close: () => {
          if (connection.isOpen) connection.destroy();
        },
      };
    },
  };
}

export function nodeRedisClusterLink(client: NodeRedisCluster): RedisLink {
  return {
    ...common(client),
    send: (key, command, abortSignal) => client.sendCommand(key, false, [...command], { abortSignal }),
    sendBoth: async (key, command, then, abortSignal) => {
      // Asked of the cluster, a command without a key would go to every shard.
      const node = await client.getNodeClientForKey(key);
      return Promise.all([
        client.sendCommand(key, false, [...command], { abortSignal }),
        node.sendCommand(then, { abortSignal }),
      ]);
    },
    masters: () =>
      Promise.all(
        client.masters.map(async (master: unknown) => {
          const node = await client.nodeClient(master);
          return (command: readonly string[]) => node.sendCommand(command);
        }),
      ),
    subscriber: (events) => ownSubscriber(client, events, 'node-ready'),
  };
}

export function nodeRedisSentinelLink(client: NodeRedisSentinel): RedisLink {
  return {
    ...common(client),
    send: (_key, command, abortSignal) => client.sendCommand(false, [...command], { abortSignal }),
    sendBoth: (_key, command, then, abortSignal) =>
      client.use((lease: NodeRedisSentinel) =>
        Promise.all([
          lease.sendCommand(false, [...command], { abortSignal }),
          lease.sendCommand(false, [...then], { abortSignal }),
        ]),
      ) as Promise<readonly [unknown, unknown]>,
    masters: async () => [(command) => client.sendCommand(false, [...command])],
    subscriber: (events) => ownSubscriber(client, events, 'ready'),
  };
}

/** These clients keep a connection for subscriptions themselves. */
function ownSubscriber(
  client: NodeRedisCluster | NodeRedisSentinel,
  events: SubscriberEvents,
  readyEvent: string,
): Subscriber {
  let closed = false;
  const channels = new Set<string>();
  client.on(readyEvent, () => {
    if (!closed) events.onBack();
  });
  return {
    subscribe: (channel) => {
      channels.add(channel);
      return client.subscribe(channel, (_message, from) => events.onMessage(from));
    },
    unsubscribe: (channel) => {
      channels.delete(channel);
      return client.unsubscribe(channel);
    },
    isOpen: () => !closed && client.isOpen,
    close: () => {
      closed = true;
      for (const channel of channels) client.unsubscribe(channel).catch(() => undefined);
    },
  };
}
