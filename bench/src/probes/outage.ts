/**
 * Says what callers and an authority see of one subject when the authority fails while a token is valid:
 * `<subject> <condition> <seconds between calls>`. Time is Node.js's own mock of it, which every package sees.
 */
import { mock } from 'node:test';
import { allPeers } from '../peers/all.ts';
import type { PeerSource } from '../peers/peer.ts';
import { LocalAuthority, type Condition } from '../support/authority.ts';
import { mockedClock } from '../support/mocked-clock.ts';
import { createBenchSource } from '../support/sources.ts';

export interface Outage {
  /** Of the calls while the token was valid, the share that got a token at once. */
  readonly served: number;
  /** The most requests in one minute, and those of the whole hour. */
  readonly mostInMinute: number;
  readonly requests: number;
  readonly unhandledRejections: number;
}

const lifetimeSeconds = 3600;
const [name = '', condition = '', step = '1'] = process.argv.slice(2);
const stepSeconds = Number(step);

let unhandledRejections = 0;
process.on('unhandledRejection', () => (unhandledRejections += 1));

const realTimeout = setTimeout;
const peer = allPeers.find((each) => each.name === name);
mock.timers.enable({ apis: ['Date', 'setTimeout', 'setInterval'], now: Date.UTC(2030, 0, 1) });
const authority = new LocalAuthority();
const source = peer === undefined ? ours() : await peer.createSource(authority);
await source.getToken();
authority.condition = condition as Condition;
const before = authority.requests;

let calls = 0;
let served = 0;
const perMinute = new Map<number, number>();
for (let second = stepSeconds; second < lifetimeSeconds + 60; second += stepSeconds) {
  const requests = authority.requests;
  mock.timers.tick(stepSeconds * 1000);
  const outcome = await atOnce(source.getToken());
  const minute = Math.floor(second / 60);
  perMinute.set(minute, (perMinute.get(minute) ?? 0) + authority.requests - requests);
  if (second >= lifetimeSeconds) continue;
  calls += 1;
  if (outcome === 'served') served += 1;
}
const answer: Outage = {
  served: served / calls,
  mostInMinute: Math.max(...perMinute.values()),
  requests: authority.requests - before,
  unhandledRejections,
};
process.send?.(answer);
process.exit();

function ours(): PeerSource {
  return createBenchSource(authority, { clock: mockedClock() });
}

/** What becomes of a call without any time passing; work of other threads is given a few real milliseconds. */
async function atOnce(token: Promise<unknown>): Promise<'served' | 'failed' | 'waiting'> {
  let outcome: 'served' | 'failed' | 'waiting' = 'waiting';
  const seen = (): string => outcome;
  token.then(
    () => (outcome = 'served'),
    () => (outcome = 'failed'),
  );
  for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  for (let wait = 0; wait < 3; wait += 1) {
    if (seen() !== 'waiting') break;
    await new Promise((resolve) => realTimeout(resolve, 2));
  }
  return outcome;
}
