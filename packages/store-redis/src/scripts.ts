/**
 * What has to happen at once happens in Redis, as Lua. Each is safe to be run again: a client that loses its connection
 * may send a command twice, and the answer to the second has to be that to the first. A script that fails in the middle
 * keeps what it has done: what may be refused by itself, as PUBLISH is to a user without the channel, comes before what
 * is to be done. Nobody reads in between.
 */
export interface Script {
  readonly text: string;
  /** SHA-1, by which Redis knows a script that it has seen. */
  readonly hash: () => Promise<string>;
}

function script(text: string): Script {
  let hash: Promise<string> | undefined;
  return { text, hash: () => (hash ??= sha1(text)) };
}

async function sha1(text: string): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * KEYS: record. ARGV: expected version or nothing, new version, record, time to live or nothing, channel, message.
 * Gives { 1 } when the new version is in place, else { 0 } and, if there is something, what is there instead.
 */
export const compareAndSetScript: Script = script(`
local value = redis.call('GET', KEYS[1])
local version = ''
if value then version = string.match(value, '^([^ ]+) ') or ' ' end
if version == ARGV[2] then return { 1 } end
if version ~= ARGV[1] then return { 0, value } end
local new = ARGV[2] .. ' ' .. ARGV[3]
redis.call('PUBLISH', ARGV[5], ARGV[6])
if ARGV[4] == '' then redis.call('SET', KEYS[1], new) else redis.call('SET', KEYS[1], new, 'PX', ARGV[4]) end
return { 1 }`);

/** KEYS: record. ARGV: expected version, channel. Gives whether it was there. */
export const deleteScript: Script = script(`
local value = redis.call('GET', KEYS[1])
if not value or string.match(value, '^([^ ]+) ') ~= ARGV[1] then return 0 end
redis.call('PUBLISH', ARGV[2], '')
redis.call('DEL', KEYS[1])
return 1`);

/** KEYS: lease. ARGV: owner, time to live. Gives whether the owner has it now. */
export const takeLeaseScript: Script = script(`
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`);

/** KEYS: lease. ARGV: owner, time to live. Gives whether the owner still had it. */
export const extendLeaseScript: Script = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`);

/** KEYS: lease. ARGV: owner. */
export const releaseLeaseScript: Script = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
return 1`);
