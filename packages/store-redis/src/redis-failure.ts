import { StoreError, type StoreOperation } from '@tokenwright/core/errors';

/** What Redis answers, by its first word. */
const replies: Readonly<Record<string, string>> = {
  WRONGPASS: 'Redis refused the user name or password; check those of the client',
  NOAUTH: 'Redis asks for a password, and the client gave none',
  NOPERM:
    'the user of Redis may not do this; it needs GET, SET, DEL, PEXPIRE, PUBLISH, EVAL, EVALSHA, SCAN, SUBSCRIBE and WAIT on the keys and channels of the prefix',
  OOM: 'Redis has no memory left ("maxmemory")',
  READONLY: 'Redis is a replica here and takes no writes; a failover may be under way',
  MISCONF: 'Redis cannot write to its disk, and takes no writes until it can',
  CLUSTERDOWN: 'the cluster is down: some of its slots are served by nobody',
  MASTERDOWN: 'the replica has lost its master',
  LOADING: 'Redis is still loading its data',
  NOREPLICAS: 'Redis has fewer replicas than "min-replicas-to-write" asks for',
  BUSY: 'Redis is busy with a script',
  TRYAGAIN: 'the cluster is moving this key',
  ASK: 'the cluster is moving this key',
  MOVED:
    'this is one node of a cluster, and the key lies on another; give the store a client for a cluster, createCluster() of "redis" or Cluster of "ioredis"',
  DENIED: 'Redis is in protected mode: it has no password, and takes no connection from another machine',
  WRONGTYPE: 'the key is in use for something else; give the store a "prefix" of its own',
};

export const notConnected = 'the client is not connected; call its connect() first, and close it after the store';
const lost = 'the connection was lost';
const ownLimit = "Redis did not answer within the client's own time limit";

/** What Redis answers with the first word ERR, by how it goes on. */
const plainReplies: readonly (readonly [begin: RegExp, problem: string])[] = [
  [
    /^ERR (?:unknown|unsupported) (?:redis )?command/i,
    'the server does not know a command that the store needs; it takes Redis 6.2 or later, or Valkey, with scripts (EVALSHA)',
  ],
  [/^ERR max number of clients/i, 'Redis takes no more connections ("maxclients")'],
  [/^ERR DB index is out of range/i, 'the client asks for a database that the server does not have'],
  [/^ERR No such master/i, `Sentinel knows no master of the client's "name"`],
  [
    /^ERR This instance has cluster support disabled/i,
    'this server is no cluster; give the store createClient() of "redis" or Redis of "ioredis"',
  ],
  [/^ERR /, 'Redis answered with an error that the store does not know'],
];

/** What the network says, by the code of the error. */
const codes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens at the address of the client (ECONNREFUSED)',
  ENOTFOUND: 'the host name of the client is unknown (ENOTFOUND)',
  EAI_AGAIN: 'the host name of the client could not be looked up (EAI_AGAIN)',
  ECONNRESET: 'the connection was lost (ECONNRESET); a client without TLS sees this at a port with TLS, too',
  ETIMEDOUT: 'the address of the client does not answer (ETIMEDOUT)',
  EHOSTUNREACH: 'the address of the client cannot be reached (EHOSTUNREACH)',
  EPIPE: 'the connection was lost (EPIPE)',
};

/** What the clients say, by the message or the class of the error. */
const messages: Readonly<Record<string, string>> = {
  'Connection is closed.': lost,
  'Socket closed unexpectedly': lost,
  'Connection in subscriber mode, only subscriber commands may be used':
    'the client is subscribed to channels; give the store one that is not',
  'Command timed out': ownLimit,
  SocketTimeoutError: ownLimit,
  ClientClosedError: 'the client was closed',
  DisconnectsClientError: 'the client was closed',
  MaxRetriesPerRequestError: 'the connection was lost and did not come back in time',
};

/** A rejection of the store: one sentence, nothing of an address, a user name, a password or a record. */
export function redisFailure(operation: StoreOperation, problem: string): StoreError {
  return new StoreError('store_unavailable', `The token store on Redis failed (${operation}): ${problem}.`, {
    operation,
  });
}

/** Names what an error of a client means; undefined when it says nothing that is known. The error itself may quote a command. */
export function problemOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, message, errors } = error as Readonly<Record<string, unknown>>;
  if (typeof message === 'string') {
    const reply = replyOf(message);
    // A script's error stands in front of where in the script it was; that of a right has no word of its own there.
    const word = /^ERR (?:ACL failure in script|The user executing the script can't)\b/.test(reply)
      ? 'NOPERM'
      : (/^(?:ERR .{0,80}?: )?-?([A-Z]{2,20})\b/.exec(reply)?.[1] ?? '');
    if (Object.hasOwn(replies, word)) return `${replies[word]} (${word})`;
    const [, problem] = plainReplies.find(([begin]) => begin.test(reply)) ?? [];
    if (problem !== undefined) return `${problem} (ERR)`;
  }
  if (typeof code === 'string') {
    if (Object.hasOwn(codes, code)) return codes[code];
    if (
      /^(?:CERT_|ERR_TLS_|ERR_SSL_|EPROTO|DEPTH_|SELF_SIGNED|UNABLE_TO_)/.test(code) &&
      /^[A-Z0-9_]{1,60}$/.test(code)
    )
      return `TLS failed (${code}); check the certificate, and that client and server both speak TLS at this port`;
  }
  // Several addresses of one host name were tried.
  if (Array.isArray(errors) && errors.length > 0) return problemOf(errors[0]);
  return messages[typeof message === 'string' ? message : ''] ?? messages[nameOf(error)] ?? problemBehind(error);
}

/** Clients of a cluster and of Sentinel say that nobody could be reached, and with it why the last could not. */
function problemBehind(error: object): string | undefined {
  const { message, cause, lastNodeError } = error as Readonly<Record<string, unknown>>;
  const [, last] = / Last error: (.*)/.exec(String(message)) ?? [];
  const problem = problemOf(lastNodeError ?? cause ?? (last === undefined ? undefined : { message: last }));
  // That is what they say of an address at which nobody listens, too.
  return problem === lost ? undefined : problem;
}

/** Before Redis 7, what a command in a script answered stands behind the place in the script, once or twice. */
function replyOf(message: string): string {
  const place = /^ERR Error running script \(call to f_[0-9a-f]{40}\): (?:@user_script: ?\d+: )*-?/.exec(message);
  if (place === null) return message;
  const reply = message.slice(place[0].length);
  return /^[A-Z]{2,20} /.test(reply) ? reply : `ERR ${reply}`;
}

/** A class name says something, and holds no record. Errors of "redis" do not set theirs. */
export function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'an unknown error';
  const name: unknown = error.constructor?.name;
  return typeof name === 'string' && /^\w{1,40}$/.test(name) ? name : 'an unknown error';
}
