import type { BenchCase, BenchContext, CaseResult, Row } from '../bench-case.ts';
import { effort, interleaved } from '../measure/interleaved.ts';
import { ownLoop } from '../measure/own-loop.ts';
import { clientCredentialsPeers, clientCredentialsSubjects, type OneAccessFacts } from '../mint/client-credentials.ts';
import { jwtBearerPeers } from '../mint/jwt-bearer-peers.ts';
import { jwtBearerSubjects, type PdsFacts } from '../mint/jwt-bearer.ts';
import type { MintSubject } from '../mint/mint-subject.ts';
import { startServer } from '../support/server.ts';

export const mint: BenchCase = {
  name: 'mint',
  title:
    'What does a whole mint cost: an assertion or a secret, an exchange with the mock authority over loopback, a token?',
  bar: undefined,

  async run(context): Promise<CaseResult> {
    const hasPeers = context.peers.length > 0;
    using pds = await startServer<PdsFacts>('pds-authority');
    using oneAccess = await startServer<OneAccessFacts>('oneaccess-authority');
    const assertions = [...jwtBearerSubjects(pds.facts), ...(hasPeers ? await jwtBearerPeers(pds.facts) : [])];
    const secrets = [
      ...clientCredentialsSubjects(oneAccess.facts),
      ...(hasPeers ? await clientCredentialsPeers(oneAccess.facts) : []),
    ];
    return {
      rows: [
        ...(await measure('PDS user token, an assertion by RS256 2048', assertions, context)),
        ...(await measure('OneAccess tenant token, client credentials', secrets, context)),
      ],
      bars: [],
    };
  },
};

async function measure(
  scenario: string,
  subjects: readonly MintSubject[],
  { quick }: BenchContext,
): Promise<readonly Row[]> {
  const candidates = subjects.flatMap(({ name, mint: call }) =>
    call === undefined ? [] : [{ name, loop: ownLoop(call) }],
  );
  const times = await interleaved(candidates, effort(quick, { rounds: 31, sampleMs: 40 }));
  return subjects.map(({ name, kind, note }) => ({
    scenario,
    metric: 'time of a mint',
    unit: 'µs',
    subject: name,
    kind,
    samples: (times.get(name) ?? []).map((each) => each / 1000),
    ...(note === undefined ? {} : { note }),
  }));
}
