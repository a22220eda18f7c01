import { TokenStore } from "@tokenwright/core/store";
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
    unsubscribe(channel: string, listener: (message: any, channel: any) => void): Promise<unknown>;
}
interface NodeRedisClient extends NodeRedis {
    sendCommand(command: readonly string[], options?: CommandOptions): Promise<unknown>;
    duplicate(): NodeRedisClient;
    connect(): Promise<unknown>;
    destroy(): void;
}
interface NodeRedisNode {
    sendCommand(command: readonly string[], options?: CommandOptions): Promise<unknown>;
}
interface NodeRedisCluster extends NodeRedis {
    readonly masters: readonly any[];
    nodeClient(node: any): Promise<NodeRedisNode> | NodeRedisNode;
    getNodeClientForKey(key: string): Promise<NodeRedisNode> | NodeRedisNode;
    sendCommand(key: string | undefined, isReadonly: boolean | undefined, command: string[], options?: CommandOptions): Promise<unknown>;
}
interface NodeRedisSentinelLease {
    sendCommand(isReadonly: boolean | undefined, command: string[], options?: CommandOptions): Promise<unknown>;
}
interface NodeRedisSentinel extends NodeRedis, NodeRedisSentinelLease {
    use(work: (client: any) => Promise<unknown>): Promise<any>;
}
interface IoredisPipeline {
    call(command: string, commandArguments: string[]): unknown;
    exec(): Promise<[
        error: Error | null,
        result: unknown
    ][] | null>;
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
interface IoredisClient extends Ioredis {
    duplicate(override?: any): any;
    disconnect(): void;
}
interface IoredisCluster extends Ioredis {
    readonly options?: {
        readonly scaleReads?: unknown;
    };
    nodes(role?: any): IoredisClient[];
}
type RedisClient = NodeRedisClient | NodeRedisCluster | NodeRedisSentinel | IoredisClient | IoredisCluster;
interface WaitReplicas {
    readonly count: number;
    readonly timeoutMs?: number | undefined;
}
interface RedisStoreOptions {
    readonly client: RedisClient;
    readonly prefix?: string | undefined;
    readonly timeoutMs?: number | undefined;
    readonly recordTtlMs?: number | undefined;
    readonly waitReplicas?: WaitReplicas | undefined;
}
interface RedisTokenStore extends Required<TokenStore> {
    close(): Promise<void>;
}
declare function redisStore(options: RedisStoreOptions): RedisTokenStore;
declare const version = "0.0.0";
export { type IoredisClient, type IoredisCluster, type IoredisPipeline, type NodeRedisClient, type NodeRedisCluster, type NodeRedisSentinel, type RedisClient, type RedisStoreOptions, type RedisTokenStore, type WaitReplicas, redisStore, version };
