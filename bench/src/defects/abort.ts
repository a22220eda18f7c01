import { importInside } from '../peers/packages.ts';
import { LocalAuthority } from '../support/authority.ts';
import { createBenchSource } from '../support/sources.ts';
import type { Defect } from './defect.ts';
import { azureCyclerFile, type AzureModule } from './peer-types.ts';

/** Two callers wait for one renewal; the first one goes away. Whether the second one fails for it. */
async function secondFails(getToken: (signal?: AbortSignal) => Promise<unknown>): Promise<number> {
  const controller = new AbortController();
  const first = getToken(controller.signal);
  const second = getToken();
  controller.abort();
  await first.catch(() => undefined);
  return second.then(
    () => 0,
    () => 1,
  );
}

export const abort: Defect = {
  scenario: 'two callers wait for one renewal, one of them aborts',
  metric: 'others who fail',
  occurrences: [
    {
      subject: 'Tokenwright getToken',
      kind: 'ours',
      async count() {
        await using source = createBenchSource(new LocalAuthority(20));
        return await secondFails((signal) => source.getToken({ signal }));
      },
    },
    {
      subject: 'Azure token cycler',
      kind: 'peer',
      async count() {
        const { createTokenCycler } = await importInside<AzureModule>(...azureCyclerFile);
        const authority = new LocalAuthority(20);
        const cycler = createTokenCycler({
          // As the credentials of its package do, it ends its request when the signal says so.
          getToken: async (_scopes, { abortSignal }) => {
            const { accessToken } = await authority.issue();
            abortSignal?.throwIfAborted();
            return { token: accessToken, expiresOnTimestamp: Date.now() + 3_600_000 };
          },
        });
        return secondFails((abortSignal) => cycler(['scope'], abortSignal === undefined ? {} : { abortSignal }));
      },
    },
  ],
};
