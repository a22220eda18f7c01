/**
 * What the store needs of a client, in types of its own: whoever uses one client need not have the other's types.
 */

interface Emitter {
  on(event: string, listener: (...values: unknown[]) => void): unknown;
}

interface CommandOptions {
  readonly abortSignal?: AbortSignal;
}

type PubSubListener = (message: string, channel: string) => void;

interface NodeRedis extends Emitter {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  subscribe(channel: string, listener: PubSubListener): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
}

/** `createClient()` of `redis` 6. */
export interface NodeRedisClient extends NodeRedis {
  sendCommand(command: readonly string[], options?: CommandOptions): Promise<unknown>;
  duplicate(): NodeRedisClient;
  connect(): Promise<unknown>;
  destroy(): void;
}

interface NodeRedisNode {
  sendCommand(command: readonly string[], options?: CommandOptions): Promise<unknown>;
}

/** `createCluster()` of `redis` 6. */
export interface NodeRedisCluster extends NodeRedis {
  // oxlint-disable-next-line typescript/no-explicit-any -- nodes are handed back to the cluster and not looked into
  readonly masters: readonly any[];
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  nodeClient(node: any): Promise<NodeRedisNode> | NodeRedisNode;
  getNodeClientForKey(key: string): Promise<NodeRedisNode> | NodeRedisNode;
  sendCommand(
    key: string | undefined,
    isReadonly: boolean | undefined,
    command: string[],
    options?: CommandOptions,
  ): Promise<unknown>;
}

interface NodeRedisSentinelLease {
  sendCommand(isReadonly: boolean | undefined, command: string[], options?: CommandOptions): Promise<unknown>;
}

/** `createSentinel()` of `redis` 6. */
export interface NodeRedisSentinel extends NodeRedis, NodeRedisSentinelLease {
  // oxlint-disable-next-line typescript/no-explicit-any -- its generic result is the caller's own
  use(work: (client: any) => Promise<unknown>): Promise<any>;
}

/** Commands that are sent together. */
export interface IoredisPipeline {
  call(command: string, commandArguments: string[]): unknown;
  exec(): Promise<[error: Error | null, result: unknown][] | null>;
}

interface Ioredis extends Emitter {
  readonly status: string;
  readonly isCluster: boolean;
  connect(): Promise<unknown>;
  call(command: string, commandArguments: string[]): Promise<unknown>;
  pipeline(): IoredisPipeline;
  subscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
}

/** `new Redis()` of `ioredis` 6, a single server or through Sentinel. */
export interface IoredisClient extends Ioredis {
  // oxlint-disable-next-line typescript/no-explicit-any -- what it takes depends on the client's own options
  duplicate(override?: any): any;
  disconnect(): void;
}

/** `new Cluster()` of `ioredis` 6. */
export interface IoredisCluster extends Ioredis {
  // oxlint-disable-next-line typescript/no-explicit-any -- the role is a literal type of the client's own
  nodes(role?: any): IoredisClient[];
}

/** A client of `redis` 6 or `ioredis` 6. */
export type RedisClient = NodeRedisClient | NodeRedisCluster | NodeRedisSentinel | IoredisClient | IoredisCluster;
