import type { StoreOperation } from '@tokenwright/core/errors';
import type { RedisLink } from './clients/link.ts';
import { nameOf, notConnected, problemOf, redisFailure } from './redis-failure.ts';
import type { Script } from './scripts.ts';

/** How often a connection that is being made is looked at. Clients differ in what they tell. */
const lookEveryMs = 10;

/** Sends commands to Redis, and says in a StoreError why it could not. Nothing takes longer than its time, and nothing waits in a queue for a connection to come back. */
export class Connection {
  readonly #link: RedisLink;
  readonly #timeoutMs: number;
  /** Since when there has been no connection. Only so long is waited for one: an outage costs each caller that time once. */
  #awaySince: number | undefined;

  constructor(link: RedisLink, timeoutMs: number) {
    this.#link = link;
    this.#timeoutMs = timeoutMs;
  }

  /** @throws StoreError */
  command(operation: StoreOperation, key: string, command: readonly string[]): Promise<unknown> {
    return this.#within(operation, this.#timeoutMs, (signal) => this.#link.send(key, command, signal));
  }

  /** Runs a script on one key. @throws StoreError */
  run(operation: StoreOperation, script: Script, key: string, values: readonly string[]): Promise<unknown> {
    return this.#within(operation, this.#timeoutMs, (signal) =>
      this.#byHash(script, key, values, (command) => this.#link.send(key, command, signal)),
    );
  }

  /** The same, and how many replicas have what it wrote. @throws StoreError */
  runAndWait(
    operation: StoreOperation,
    script: Script,
    key: string,
    values: readonly string[],
    replicas: { readonly count: number; readonly timeoutMs: number },
  ): Promise<readonly [unknown, unknown]> {
    const wait = ['WAIT', String(replicas.count), String(replicas.timeoutMs)];
    return this.#within(operation, this.#timeoutMs + replicas.timeoutMs, (signal) =>
      this.#byHash(script, key, values, (command) => this.#link.sendBoth(key, command, wait, signal)),
    );
  }

  /** The names that SCAN finds, on every master. One may come twice while Redis resizes its table. @throws StoreError */
  async *scan(operation: StoreOperation, pattern: string): AsyncIterable<string> {
    const masters = await this.#within(operation, this.#timeoutMs, () => this.#link.masters());
    for (const send of masters) {
      let cursor = '0';
      do {
        const command = ['SCAN', cursor, 'MATCH', pattern, 'COUNT', '1000'];
        const page = (await this.#within(operation, this.#timeoutMs, () => send(command))) as [unknown, unknown[]];
        cursor = textOf(page[0]) ?? '0';
        for (const name of page[1]) yield textOf(name) ?? '';
      } while (cursor !== '0');
    }
  }

  /** Redis knows a script that it has seen by its hash; after a restart it has seen none. */
  async #byHash<T>(
    { text, hash }: Script,
    key: string,
    values: readonly string[],
    send: (command: readonly string[]) => Promise<T>,
  ): Promise<T> {
    const rest = ['1', key, ...values];
    try {
      return await send(['EVALSHA', await hash(), ...rest]);
    } catch (error) {
      if (!String((error as { readonly message?: unknown } | null)?.message).startsWith('NOSCRIPT')) throw error;
      return send(['EVAL', text, ...rest]);
    }
  }

  async #within<T>(
    operation: StoreOperation,
    timeoutMs: number,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(redisFailure(operation, this.#whyLate(timeoutMs))), timeoutMs);
    });
    const doing = (async () => {
      await this.#ready(operation, controller.signal);
      try {
        return await work(controller.signal);
      } catch (error) {
        throw redisFailure(operation, problemOf(error) ?? this.#why(nameOf(error)));
      }
    })();
    // Whichever comes second has nobody to tell.
    doing.catch(() => undefined);
    try {
      return await Promise.race([doing, late]);
    } finally {
      clearTimeout(timer);
      controller.abort();
    }
  }

  async #ready(operation: StoreOperation, signal: AbortSignal): Promise<void> {
    for (;;) {
      // Whoever wanted it has been told that it failed: nothing is to be sent for it any more.
      signal.throwIfAborted();
      const state = this.#link.state();
      if (state === 'ready') {
        this.#awaySince = undefined;
        this.#link.complaints.last = undefined;
        return;
      }
      if (state === 'closed') throw redisFailure(operation, this.#why(notConnected));
      this.#awaySince ??= performance.now();
      if (performance.now() - this.#awaySince >= this.#timeoutMs)
        throw redisFailure(operation, this.#whyAway(this.#timeoutMs));
      await new Promise<void>((resolve) => {
        setTimeout(resolve, lookEveryMs);
      });
    }
  }

  #whyLate(timeoutMs: number): string {
    return this.#link.state() === 'ready' ? `Redis did not answer within ${timeoutMs} ms` : this.#whyAway(timeoutMs);
  }

  #whyAway(timeoutMs: number): string {
    return this.#why(
      `no connection was made within ${timeoutMs} ms; check the address of the client, and that it and the server both speak TLS or both do not`,
    );
  }

  /** What the client last complained of says more than that it is not connected. */
  #why(otherwise: string): string {
    return problemOf(this.#link.complaints.last) ?? otherwise;
  }
}

/** The text of a reply; a client may be told to give bytes. */
export function textOf(reply: unknown): string | undefined {
  if (typeof reply === 'string') return reply;
  if (typeof reply === 'number') return String(reply);
  return ArrayBuffer.isView(reply) ? new TextDecoder().decode(reply as Uint8Array) : undefined;
}
