import { allPeers } from '../peers/all.ts';
import type { PeerSource } from '../peers/peer.ts';
import { LocalAuthority } from '../support/authority.ts';
import { createBenchSource } from '../support/sources.ts';
import type { Defect, Occurrence } from './defect.ts';

const lifetimeSeconds = 60;
const calls = 10;

/** A fixed time before the end, in which tokens are renewed, is longer than the life of this one. */
export const shortLivedToken: Defect = {
  scenario: `a token of ${lifetimeSeconds} seconds, ${calls} calls one after the other`,
  metric: 'renewals',
  occurrences: [
    occurrence('Tokenwright getToken', 'ours', async (authority) => createBenchSource(authority)),
    ...allPeers.map((peer) => occurrence(peer.name, 'peer', (authority) => peer.createSource(authority))),
  ],
};

function occurrence(
  subject: string,
  kind: Occurrence['kind'],
  create: (authority: LocalAuthority) => Promise<Pick<PeerSource, 'getToken'>>,
): Occurrence {
  return {
    subject,
    kind,
    async count() {
      const authority = new LocalAuthority(0, lifetimeSeconds);
      const source = await create(authority);
      for (let call = 0; call < calls; call += 1) {
        await source.getToken();
        // What was started in the background has its turn.
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return authority.requests - 1;
    },
  };
}
