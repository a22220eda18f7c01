import type { EventBase, TokenEvent } from './events.ts';

/** A FRESH token was handed out: the one message that is no event, because it would cost every caller something. */
export type TokenHit = EventBase & {
  /** On its channel only; no listener is told. */
  readonly type: 'hit';
};

/**
 * What is published on the channels of `node:diagnostics_channel`, frozen. No message holds token material. The name of
 * the channel is {@link TokenChannelName}: `tokenwright:token:` and the message's `type`.
 *
 * An event is published once, however many sources share the token, and before the listeners of those sources hear it.
 * A `hit` is made only while somebody subscribes to its channel. What a subscriber throws changes nothing for the source
 * or the next subscriber; Node.js makes an `uncaughtException` of it, as for every channel.
 */
export type TokenMessage = TokenEvent | TokenHit;

/** The name of a channel, such as `tokenwright:token:renewed`. */
export type TokenChannelName = `tokenwright:token:${TokenMessage['type']}`;

/** The part of a `Channel` of `node:diagnostics_channel` that is used. */
interface Channel {
  readonly hasSubscribers: boolean;
  publish(message: TokenMessage): void;
}

interface DiagnosticsChannel {
  channel(name: TokenChannelName): Channel;
}

interface Builtins {
  readonly process?: { readonly getBuiltinModule?: (id: string) => unknown };
}

/** Where nobody can subscribe. */
const silent: Channel = { hasSubscribers: false, publish: () => undefined };

const channels: Map<TokenMessage['type'], Channel> = new Map();

/**
 * The channel of one type, kept for good: Node.js itself holds a channel without subscribers weakly. Asked for by name
 * at run time, because an import would fail wherever there is no such module: browsers, workers, older runtimes.
 */
function channelOf(type: TokenMessage['type']): Channel {
  let channel = channels.get(type);
  if (channel === undefined) {
    channel = openChannel(`tokenwright:token:${type}`);
    channels.set(type, channel);
  }
  return channel;
}

function openChannel(name: TokenChannelName): Channel {
  try {
    const module = (globalThis as Builtins).process?.getBuiltinModule?.('node:diagnostics_channel');
    return (module as DiagnosticsChannel | undefined)?.channel(name) ?? silent;
  } catch {
    // Somebody else's `process`, or one that does not let us.
    return silent;
  }
}

/**
 * The channel of hits. A constant of the module, so that asking it for `hasSubscribers` costs the path of a FRESH token
 * nothing that can be measured: an engine that sees a constant replaces the question by its answer.
 */
export const hits: Pick<Channel, 'hasSubscribers'> = /* @__PURE__ */ channelOf('hit');

/** Tells whoever subscribes to the type; the message is made only then. */
export function publish(type: TokenMessage['type'], message: () => TokenMessage): void {
  const channel = channelOf(type);
  if (!channel.hasSubscribers) return;
  try {
    channel.publish(Object.freeze(message()));
  } catch {
    // Node.js makes an uncaught exception of what a subscriber throws; where it comes back here, it is not ours.
  }
}
