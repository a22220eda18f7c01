import { createTokenSource, type RenewalRequest, type TokenWire } from '@tokenwright/core';
import { importInside } from '../peers/packages.ts';
import { LocalAuthority } from '../support/authority.ts';
import { keyOf } from '../support/sources.ts';
import type { Defect } from './defect.ts';
import { azureCyclerFile, type AzureModule } from './peer-types.ts';

const lifetimeMs = 2000;

/** In a quick run nothing is seen of the end, only that all of it runs. */
const passes = (milliseconds: number, quick: boolean): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, quick ? 0 : milliseconds));

/** A background renewal that fails until the token is over, with no caller left. */
async function unhandled(quick: boolean, work: () => Promise<unknown>): Promise<number> {
  let rejections = 0;
  const count = (): number => (rejections += 1);
  process.on('unhandledRejection', count);
  await work();
  // As long as it takes the token to end, and the next attempt to see it.
  await passes(2 * lifetimeMs, quick);
  // After a quick run what was started still fails, and is not to end what runs then.
  if (!quick) process.off('unhandledRejection', count);
  return rejections;
}

export const unhandledRejection: Defect = {
  scenario: 'the authority is down while a token ends, and nobody asks any more',
  metric: 'unhandled rejections, which end a Node.js process',
  occurrences: [
    {
      subject: 'Tokenwright getToken',
      kind: 'ours',
      count: (quick) =>
        unhandled(quick, async () => {
          const authority = new LocalAuthority();
          const mint = async (request: RenewalRequest): Promise<TokenWire> => ({
            ...(await authority.mint(request)),
            expires_in: lifetimeMs / 1000,
          });
          const source = createTokenSource({ key: keyOf('app'), mint, random: () => 0 });
          await source.getToken();
          authority.condition = 'unavailable';
          // STALE: this call starts the renewal behind.
          await passes(0.8 * lifetimeMs, quick);
          await source.getToken();
        }),
    },
    {
      subject: 'Azure token cycler',
      kind: 'peer',
      async count(quick) {
        const { createTokenCycler } = await importInside<AzureModule>(...azureCyclerFile);
        return unhandled(quick, async () => {
          const authority = new LocalAuthority();
          const cycler = createTokenCycler({
            getToken: async () => {
              const { accessToken } = await authority.issue();
              return { token: accessToken, expiresOnTimestamp: Date.now() + lifetimeMs };
            },
          });
          await cycler(['scope'], {});
          authority.condition = 'unavailable';
          await cycler(['scope'], {});
        });
      },
    },
  ],
};
