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
  // oxlint-disable-next-line typescript/no-explicit-any -- a cluster's and Sentinel's take listeners for bytes here, too
  unsubscribe(channel: string, listener: (message: any, channel: any) => void): Promise<unknown>;
}

/** `createClient()` of `redis` 6. */
export interface NodeRedisClient extends NodeRedis {
  /** Every command of the store goes through it, as it is written on the wire; the signal takes back what was not written yet. */
  sendCommand(command: readonly string[], options?: CommandOptions): Promise<unknown>;
  /** Makes the connection for `watch`: a subscribed one takes no other commands. */
  duplicate(): NodeRedisClient;
  /** Called on that duplicate only; the client that is given has to be connected. */
  connect(): Promise<unknown>;
  /** Called on that duplicate only. */
  destroy(): void;
}

interface NodeRedisNode {
  sendCommand(command: readonly string[], options?: CommandOptions): Promise<unknown>;
}

/** `createCluster()` of `redis` 6. */
export interface NodeRedisCluster extends NodeRedis {
  /** One for each shard; `keys()` walks over all of them. */
  // oxlint-disable-next-line typescript/no-explicit-any -- nodes are handed back to the cluster and not looked into
  readonly masters: readonly any[];
  /** The connection to one of `masters`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  nodeClient(node: any): Promise<NodeRedisNode> | NodeRedisNode;
  /** The connection to the master of a key, for what has to be sent there in a row: a write, and WAIT behind it. */
  getNodeClientForKey(key: string): Promise<NodeRedisNode> | NodeRedisNode;
  /** Sends to the master of the key, and follows it when it has moved. */
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
  /** Lends one connection, for what has to be sent in a row: a write, and WAIT behind it. */
  // oxlint-disable-next-line typescript/no-explicit-any -- its generic result is the caller's own
  use(work: (client: any) => Promise<unknown>): Promise<any>;
}

/** Commands that are sent together. */
export interface IoredisPipeline {
  /** Adds a command to those that are sent together. */
  call(command: string, commandArguments: string[]): unknown;
  /** Sends them; null when nothing was added. */
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
  /** Makes the connection for `watch`: a subscribed one takes no other commands. */
  // oxlint-disable-next-line typescript/no-explicit-any -- what it takes depends on the client's own options
  duplicate(override?: any): any;
  /** Called on that duplicate only. */
  disconnect(): void;
}

/** `new Cluster()` of `ioredis` 6. */
export interface IoredisCluster extends Ioredis {
  /** What it was made with. */
  readonly options?: {
    /** Whether it reads at replicas; the store does not. */
    readonly scaleReads?: unknown;
  };
  /** The nodes of a role: `keys()` walks over the masters, and `watch` subscribes at one. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the role is a literal type of the client's own
  nodes(role?: any): IoredisClient[];
}

/** A client of `redis` 6 or `ioredis` 6. */
export type RedisClient = NodeRedisClient | NodeRedisCluster | NodeRedisSentinel | IoredisClient | IoredisCluster;
