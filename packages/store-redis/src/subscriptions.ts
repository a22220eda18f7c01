import type { RecordChange } from '@tokenwright/core/store';
import { changeOf } from './change-message.ts';
import type { RedisLink, Subscriber } from './clients/link.ts';
import { nameOf, problemOf, redisFailure } from './redis-failure.ts';

type Watcher = (change?: RecordChange) => void;

interface Channel {
  readonly watchers: Set<Watcher>;
  subscribed: Promise<unknown>;
}

/** Who wants to know of which channel, on one connection, which is there as long as somebody does. */
export class Subscriptions {
  readonly #link: RedisLink;
  readonly #timeoutMs: number;
  readonly #channels = new Map<string, Channel>();
  #subscriber: Subscriber | undefined;

  constructor(link: RedisLink, timeoutMs: number) {
    this.#link = link;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Resolves when Redis has the subscription, or after a while without it: it is then made when Redis is back, and
   * whoever watches is told to look.
   *
   * @throws StoreError when Redis refuses
   */
  async watch(name: string, onChange: Watcher): Promise<() => void> {
    const channel = this.#channel(name);
    // A function of its own for each call: the same callback may watch twice.
    const watcher: Watcher = (change) => onChange(change);
    channel.watchers.add(watcher);
    const close = (): void => this.#leave(name, channel, watcher);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isLate = false;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        isLate = true;
        resolve();
      }, this.#timeoutMs);
    });
    try {
      await Promise.race([channel.subscribed, late]);
    } catch (error) {
      close();
      throw redisFailure('watch', problemOf(error) ?? nameOf(error));
    } finally {
      clearTimeout(timer);
    }
    if (isLate)
      channel.subscribed.then(
        () => watcher(),
        () => undefined,
      );
    return close;
  }

  close(): void {
    this.#channels.clear();
    this.#subscriber?.close();
    this.#subscriber = undefined;
  }

  #channel(name: string): Channel {
    const subscriber = this.#open();
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      channel = { watchers: new Set(), subscribed: subscriber.subscribe(name) };
      channel.subscribed.catch(() => undefined);
      this.#channels.set(name, channel);
    }
    return channel;
  }

  /** A subscriber whose client gave up for good is replaced, and what it was subscribed to is subscribed to again. */
  #open(): Subscriber {
    if (this.#subscriber?.isOpen() === true) return this.#subscriber;
    const subscriber = this.#link.subscriber({
      onMessage: (name, message) => this.#tell(this.#channels.get(name), changeOf(message)),
      onBack: () => {
        for (const channel of this.#channels.values()) this.#tell(channel);
      },
    });
    this.#subscriber = subscriber;
    for (const [name, channel] of this.#channels) {
      channel.subscribed = subscriber.subscribe(name);
      channel.subscribed.catch(() => undefined);
    }
    return subscriber;
  }

  #tell(channel: Channel | undefined, change?: RecordChange): void {
    for (const watcher of channel?.watchers ?? []) queueMicrotask(() => watcher(change));
  }

  #leave(name: string, channel: Channel, watcher: Watcher): void {
    channel.watchers.delete(watcher);
    if (channel.watchers.size > 0 || this.#channels.get(name) !== channel) return;
    this.#channels.delete(name);
    if (this.#channels.size === 0) this.close();
    else this.#subscriber?.unsubscribe(name).catch(() => undefined);
  }
}
