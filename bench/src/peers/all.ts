import { azureTokenCycler } from './azure-token-cycler.ts';
import { badgateway } from './badgateway.ts';
import { googleAuth } from './google-auth.ts';
import { msalNode } from './msal-node.ts';
import { octokitApp } from './octokit-app.ts';
import type { Peer } from './peer.ts';
import { smithyMemoize } from './smithy-memoize.ts';

/** The peers that keep a token. Those that only speak the protocol have nothing to be compared with here. */
export const allPeers: readonly Peer[] = [
  azureTokenCycler,
  smithyMemoize,
  badgateway,
  googleAuth,
  octokitApp,
  msalNode,
];
