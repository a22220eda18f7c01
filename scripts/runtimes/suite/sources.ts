import { createTokenSource, type TokenChannelName, type TokenMessage } from '@tokenwright/core';
import { encrypted } from '@tokenwright/core/encrypted-store';
import { memoryStore } from '@tokenwright/core/memory-store';
import { createFakeClock, createScriptedAuthority } from '@tokenwright/core/testing';
import { createTokenPool } from '@tokenwright/core/token-pool';
import { expectEqual, type Case } from './case.ts';
import { expectConformance } from './conformance.ts';

const key = {
  authority: 'https://authority.example',
  provider: 'suite',
  clientId: 'app',
  credential: 'client',
} as const;

/** What a subscriber hears of a source, where there is something to subscribe to. */
async function heardOnChannels(): Promise<readonly string[] | undefined> {
  const { process } = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } };
  const channels = process?.getBuiltinModule?.('node:diagnostics_channel') as
    | { subscribe(name: TokenChannelName, listener: (message: unknown) => void): void }
    | undefined;
  if (channels === undefined) return undefined;
  const heard: string[] = [];
  for (const type of ['renewed', 'hit'] as const)
    channels.subscribe(`tokenwright:token:${type}`, (message) => void heard.push((message as TokenMessage).type));
  const source = createTokenSource({ key, mint: () => Promise.resolve({ access_token: 'minted', expires_in: 3600 }) });
  await source.getToken();
  await source.getToken();
  await source.close();
  return heard;
}

export const sourceCases: readonly Case[] = [
  {
    name: 'L1: a source mints, serves and mints anew, on a clock that the suite moves',
    async run() {
      const clock = createFakeClock();
      const authority = createScriptedAuthority({ clock });
      const source = createTokenSource({ key, mint: authority.mint, clock });
      await source.getToken();
      await clock.advance(86_400_000);
      await source.getToken();
      expectEqual(authority.requests.length, 2, 'requests');
      await source.close();
      expectEqual(clock.pendingTimers, 0, 'timers left');
    },
  },
  {
    name: 'L21: a pool of a thousand keys has one timer',
    async run() {
      const clock = createFakeClock();
      const authority = createScriptedAuthority({ clock });
      const pool = createTokenPool({ key, mint: authority.mint, clock, keepFresh: true });
      await Promise.all(Array.from({ length: 1000 }, (_, index) => pool.getToken(`user-${index}`)));
      expectEqual([pool.size, clock.pendingTimers], [1000, 1], 'keys and timers');
      await pool.close();
    },
  },
  {
    name: 'events and hits on diagnostics channels, where there are any',
    async run({ kind }) {
      const heard = await heardOnChannels();
      if (heard === undefined) {
        expectEqual(kind, 'browser', 'a runtime without channels');
        return { notApplicable: 'a browser has no diagnostics channels' };
      }
      expectEqual(heard, ['renewed', 'hit'], 'heard');
      return undefined;
    },
  },
  {
    name: 'S8: the store in memory does what a store has to do',
    run() {
      const store = memoryStore({ now: () => Date.now() });
      return expectConformance(() => store);
    },
  },
  {
    name: 'S7, S8: so does the encrypted one',
    run() {
      const memory = memoryStore({ now: () => Date.now() });
      const current = { id: 'k1', key: crypto.getRandomValues(new Uint8Array(32)) };
      return expectConformance(() => encrypted(memory, { current }));
    },
  },
];
