import type { RecordChange } from '@tokenwright/core/store';
import { changeOf } from './change-message.ts';
import type { RedisLink, Subscriber } from './clients/link.ts';
import { nameOf, notConnected, problemOf, redisFailure } from './redis-failure.ts';

/** So many channels are told to look at a time, and so long after those before: each of them reads its record. */
const lookPortion = 100;
const lookPauseMs = 10;

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
  /** Those that may have missed something, and were not told to look yet. */
  readonly #toLook = new Set<string>();
  #looking: ReturnType<typeof setTimeout> | undefined;
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
      throw redisFailure('watch', problemOf(error) ?? (this.#link.state() === 'ready' ? nameOf(error) : notConnected));
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
    clearTimeout(this.#looking);
    this.#looking = undefined;
    this.#toLook.clear();
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
      onBack: () => this.#haveLooked(this.#channels.keys()),
    });
    this.#subscriber = subscriber;
    for (const [name, channel] of this.#channels) {
      channel.subscribed = subscriber.subscribe(name);
      channel.subscribed.then(
        () => this.#haveLooked([name]),
        () => undefined,
      );
    }
    return subscriber;
  }

  #haveLooked(names: Iterable<string>): void {
    for (const name of names) if (this.#channels.has(name)) this.#toLook.add(name);
    if (this.#looking === undefined && this.#toLook.size > 0) this.#look();
  }

  /** In portions: as many readings at once as there are sessions would take longer than a command may, callers' own included. */
  #look(): void {
    let left = lookPortion;
    for (const name of this.#toLook) {
      if (left === 0) break;
      left -= 1;
      this.#toLook.delete(name);
      this.#tell(this.#channels.get(name));
    }
    const timer: ReturnType<typeof setTimeout> & { readonly unref?: () => void } = setTimeout(() => {
      this.#looking = undefined;
      if (this.#toLook.size > 0) this.#look();
    }, lookPauseMs);
    timer.unref?.();
    this.#looking = timer;
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
