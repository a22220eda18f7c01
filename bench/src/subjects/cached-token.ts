import { allPeers } from '../peers/all.ts';
import { LocalAuthority } from '../support/authority.ts';
import { createBenchSource } from '../support/sources.ts';
import type { Subject } from './subject.ts';

export const ours = 'Tokenwright getToken';
export const floor = 'Date.now(); await resolved';

export const cachedTokenSubjects: readonly Subject<undefined>[] = [
  {
    name: ours,
    kind: 'ours',
    async create() {
      const source = createBenchSource(new LocalAuthority());
      await source.getToken();
      return { call: () => source.getToken() };
    },
  },
  {
    name: floor,
    kind: 'floor',
    async create() {
      const resolved = Promise.resolve('token');
      return {
        call: () => {
          Date.now();
          return resolved;
        },
      };
    },
  },
  ...allPeers.map((peer): Subject<undefined> => ({
    name: peer.name,
    kind: 'peer',
    async create() {
      const source = await peer.createSource(new LocalAuthority());
      await source.getToken();
      return { call: () => source.getToken() };
    },
  })),
];
