/**
 * Metrics of every token source of a process, for OpenTelemetry. The core knows nothing of it: this file is the recipe.
 *
 *   import { metrics } from '@opentelemetry/api';
 *   const tokenMetrics = createTokenMetrics(metrics.getMeter('my-service'));
 *   tokenMetrics.listen();
 *
 * Attributes name the provider, the way of renewal, what became of it and the code of an error: few values each, no
 * tenant, user or session, and nothing of a token.
 */
import type { Attributes, Meter } from '@opentelemetry/api';
import type { TokenChannelName, TokenMessage } from '@tokenwright/core';

/** Made by {@link createTokenMetrics}. Use one of the two ways, or everything counts twice. */
export interface TokenMetrics {
  /**
   * Listens to all sources of the process. Returns what ends that; undefined in a runtime without
   * `node:diagnostics_channel`, where each source takes `record` as its `onEvent`.
   *
   * @param options.hits counts tokens that were handed out without a renewal too, at the cost of a call for each
   */
  listen(options?: { readonly hits?: boolean | undefined }): (() => void) | undefined;
  /** Records one message, or one event of a source. */
  readonly record: (message: TokenMessage) => void;
}

/** Every type of message, and whether a renewal ends with it. */
const endsRenewal: Readonly<Record<TokenMessage['type'], boolean>> = {
  hit: false,
  stale: false,
  joined: false,
  renewed: true,
  unchanged: true,
  adopted: true,
  failed: true,
  'persist-failed': false,
  'login-required': true,
  'signed-out': false,
  blocked: false,
};

interface DiagnosticsChannel {
  subscribe(name: TokenChannelName, listener: (message: unknown) => void): void;
  unsubscribe(name: TokenChannelName, listener: (message: unknown) => void): void;
}

export function createTokenMetrics(meter: Meter): TokenMetrics {
  const duration = meter.createHistogram('tokenwright.token.renewal.duration', {
    description: 'Duration of the renewals of tokens, waiting for other processes included.',
    unit: 's',
    advice: { explicitBucketBoundaries: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90] },
  });
  const events = meter.createCounter('tokenwright.token.events', {
    description: 'What happened to tokens.',
    unit: '{event}',
  });
  const hits = meter.createCounter('tokenwright.token.hits', {
    description: 'Tokens that were handed out without anything else to do.',
    unit: '{hit}',
  });

  const record = (message: TokenMessage): void => {
    const common: Attributes = { 'tokenwright.provider': message.provider, 'tokenwright.grant': message.grant };
    if (message.type === 'hit') {
      hits.add(1, common);
      return;
    }
    const attributes = { ...common, ...errorOf(message) };
    events.add(1, { ...attributes, 'tokenwright.event': message.type });
    if (endsRenewal[message.type] && 'durationMs' in message) {
      duration.record(message.durationMs / 1000, { ...attributes, 'tokenwright.outcome': message.type });
    }
  };

  return {
    record,
    listen({ hits: withHits = false } = {}) {
      // The module by its name at run time, so that this file loads where there is none.
      const { process } = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } };
      const channels = process?.getBuiltinModule?.('node:diagnostics_channel') as DiagnosticsChannel | undefined;
      if (channels === undefined) return undefined;
      const listener = (message: unknown): void => record(message as TokenMessage);
      const names = (Object.keys(endsRenewal) as TokenMessage['type'][])
        .filter((type) => withHits || type !== 'hit')
        .map((type) => `tokenwright:token:${type}` as const);
      for (const name of names) channels.subscribe(name, listener);
      return () => {
        for (const name of names) channels.unsubscribe(name, listener);
      };
    },
  };
}

/** `error.type` of the semantic conventions: a code out of a short list, never a message. */
function errorOf(message: TokenMessage): Attributes {
  if (message.type === 'login-required') return { 'error.type': message.reason };
  return 'error' in message ? { 'error.type': message.error.code } : {};
}
