import type { NodeRedisClient, NodeRedisCluster, NodeRedisSentinel } from './client.ts';
import { oncePerClient } from './once-per-client.ts';
import { whereItMoved } from './moved.ts';
import { complaintsOf } from './complaints.ts';
import type { RedisLink, SubscriberEvents } from './link.ts';

type AnyNodeRedis = NodeRedisClient | NodeRedisCluster | NodeRedisSentinel;

function common(client: AnyNodeRedis): Pick<RedisLink, 'state' | 'complaints'> {
  return {
    state: () => (client.isOpen ? (client.isReady ? 'ready' : 'connecting') : 'closed'),
    complaints: complaintsOf(client),
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
      const listener = listenerOf(events);
      return {
        // A client may have no queue in which a subscription could wait for the connection.
        subscribe: async (channel) => {
          await opening;
          return connection.subscribe(channel, listener);
        },
        unsubscribe: async (channel) => {
          await opening;
          return connection.unsubscribe(channel, listener);
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
    sendBoth: (key, command, then, abortSignal) =>
      // Of its node, not of the cluster: a command without a key would go to every shard, and the cluster looks for the
      // node before it sends, so that what was to come second would come first.
      whereItMoved(
        () => client.sendCommand(key, false, [...command], { abortSignal }),
        async () => {
          const node = await client.getNodeClientForKey(key);
          return Promise.all([node.sendCommand(command, { abortSignal }), node.sendCommand(then, { abortSignal })]);
        },
      ),
    masters: () =>
      Promise.all(
        client.masters.map(async (master: unknown) => {
          const node = await client.nodeClient(master);
          return (command: readonly string[]) => node.sendCommand(command);
        }),
      ),
    subscriber: ownSubscriber(client),
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
    subscriber: ownSubscriber(client),
  };
}

/**
 * To unsubscribe, its listener is named: the client then knows that the channel is being left, and subscribes to it anew for
 * who comes before that has ended; and the listener of another store on the same client stays.
 */
function listenerOf({ onMessage }: SubscriberEvents): (message: string, channel: string) => void {
  return (message, channel) => onMessage(channel, message);
}

/** These clients keep a connection for subscriptions themselves. One listener serves all subscribers that come and go. */
const subscriptionsOn = /* @__PURE__ */ oncePerClient((client: NodeRedisCluster | NodeRedisSentinel) => {
  const onBack = new Set<() => void>();
  client.on('nodeClient' in client ? 'node-ready' : 'ready', () => {
    for (const tell of onBack) tell();
  });
  return { onBack, inTurn: turns() };
});

function ownSubscriber(client: NodeRedisCluster | NodeRedisSentinel): RedisLink['subscriber'] {
  return (events) => {
    let closed = false;
    const channels = new Set<string>();
    const listener = listenerOf(events);
    const { onBack, inTurn } = subscriptionsOn(client);
    const tell = (): void => events.onBack();
    onBack.add(tell);
    return {
      subscribe: (channel) => {
        channels.add(channel);
        return inTurn('subscribe', () => client.subscribe(channel, listener));
      },
      unsubscribe: (channel) => {
        channels.delete(channel);
        return inTurn('unsubscribe', () => client.unsubscribe(channel, listener));
      },
      isOpen: () => !closed && client.isOpen,
      close: () => {
        closed = true;
        onBack.delete(tell);
        for (const channel of channels)
          inTurn('unsubscribe', () => client.unsubscribe(channel, listener)).catch(() => undefined);
      },
    };
  };
}

/**
 * A cluster's client closes its connection for subscriptions when the last of them ends, and with it those that are being
 * asked for meanwhile. So whoever asks for the one waits until what was asked of the other before has ended.
 */
function turns(): (kind: 'subscribe' | 'unsubscribe', work: () => Promise<unknown>) => Promise<unknown> {
  const under = { subscribe: new Set<Promise<unknown>>(), unsubscribe: new Set<Promise<unknown>>() };
  return (kind, work) => {
    const others = under[kind === 'subscribe' ? 'unsubscribe' : 'subscribe'];
    const done = others.size === 0 ? work() : Promise.allSettled(others).then(work);
    under[kind].add(done);
    const forget = (): void => void under[kind].delete(done);
    done.then(forget, forget);
    return done;
  };
}
