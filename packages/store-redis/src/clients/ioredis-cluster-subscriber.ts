import type { IoredisClient, IoredisCluster } from './client.ts';
import type { Subscriber, SubscriberEvents } from './link.ts';

/** Between two attempts to connect to a node. */
const pauseMs = 100;

/**
 * Subscribes at one node of a cluster, which passes on what any of them publishes, and at another when that one is lost.
 * The client would do so, too, but tells nobody: what was published in between would be missed.
 */
export function clusterSubscriber(cluster: IoredisCluster, events: SubscriberEvents): Subscriber {
  return new ClusterSubscriber(cluster, events);
}

class ClusterSubscriber implements Subscriber {
  readonly #cluster: IoredisCluster;
  readonly #events: SubscriberEvents;
  /** Resolved when Redis has the subscription, on whichever connection. */
  readonly #channels = new Map<string, Deferred>();
  #connection: IoredisClient | undefined;
  #wasConnected = false;
  #closed = false;

  constructor(cluster: IoredisCluster, events: SubscriberEvents) {
    this.#cluster = cluster;
    this.#events = events;
    this.#connect();
  }

  subscribe(channel: string): Promise<unknown> {
    const subscribed = deferred();
    this.#channels.set(channel, subscribed);
    if (this.#connection?.status === 'ready') void this.#subscribeTo(this.#connection, [channel]);
    return subscribed.promise;
  }

  async unsubscribe(channel: string): Promise<unknown> {
    this.#channels.delete(channel);
    return this.#connection?.status === 'ready' ? this.#connection.unsubscribe(channel) : undefined;
  }

  isOpen(): boolean {
    return !this.#closed && this.#cluster.status !== 'end';
  }

  close(): void {
    this.#closed = true;
    this.#channels.clear();
    this.#connection?.disconnect();
  }

  #connect(): void {
    if (!this.isOpen()) return;
    const nodes = this.#cluster.nodes('master');
    const node = nodes[Math.floor(Math.random() * nodes.length)];
    if (node === undefined) {
      this.#connectLater();
      return;
    }
    const connection = node.duplicate({
      lazyConnect: false,
      enableReadyCheck: true,
      autoResubscribe: false,
      commandTimeout: undefined,
      // Another node may be there when this one is not.
      retryStrategy: null,
    }) as IoredisClient;
    this.#connection = connection;
    connection.on('error', () => undefined);
    connection.on('message', (channel, message) => this.#events.onMessage(channel as string, message as string));
    connection.on('ready', () => {
      const isBack = this.#wasConnected;
      this.#wasConnected = true;
      void this.#subscribeTo(connection, [...this.#channels.keys()]).then(() => {
        if (isBack && !this.#closed) this.#events.onBack();
      });
    });
    connection.on('end', () => this.#connectLater());
  }

  #connectLater(): void {
    if (!this.isOpen()) return;
    const timer: { readonly unref?: () => void } = setTimeout(() => this.#connect(), pauseMs);
    timer.unref?.();
  }

  async #subscribeTo(connection: IoredisClient, channels: readonly string[]): Promise<void> {
    await Promise.all(
      channels.map(async (channel) => {
        try {
          await connection.subscribe(channel);
          this.#channels.get(channel)?.resolve();
        } catch (error) {
          // A connection that was lost has a successor, which subscribes; what Redis refuses, it refuses.
          if (connection.status === 'ready') this.#channels.get(channel)?.reject(error);
        }
      }),
    );
  }
}

/** What `Promise.withResolvers` gives, which Node.js 20 has not. */
interface Deferred {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

function deferred(): Deferred {
  let resolve = (): void => undefined;
  let reject = (_error: unknown): void => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve: () => resolve(), reject: (error) => reject(error) };
}
