import type { Complaints } from './complaints.ts';

/** Hears of messages. */
export interface Subscriber {
  subscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  /** False once it will hear nothing any more. */
  isOpen(): boolean;
  close(): void;
}

/** What a subscriber tells. */
export interface SubscriberEvents {
  readonly onMessage: (channel: string, message: string) => void;
  /** The connection was lost and is back: messages may have been missed. */
  readonly onBack: () => void;
}

/** A client, whichever it is. */
export interface RedisLink {
  /** `closed`: nobody will connect it again. */
  state(): 'ready' | 'connecting' | 'closed';
  /** Sends one command to the master that has the key. The signal takes it back as long as it was not written. */
  send(key: string, command: readonly string[], signal: AbortSignal): Promise<unknown>;
  /** The same, with another command right behind it on the same connection. */
  sendBoth(
    key: string,
    command: readonly string[],
    then: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly [unknown, unknown]>;
  /** A sender for each master. */
  masters(): Promise<readonly ((command: readonly string[]) => Promise<unknown>)[]>;
  readonly complaints: Complaints;
  subscriber(events: SubscriberEvents): Subscriber;
}
