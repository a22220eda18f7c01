import type { CallOptions, WireOptions, WireResult } from '@tokenwright/core/provider';
import { exchange } from '@tokenwright/core/provider';
import type { Client } from '@tokenwright/http-runtime';
import type { PdsContext } from '../context.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import { readTokenInfo } from '../token-info.ts';
import { product } from '../version.ts';

/** One exchange with PDS that gives a token: `send` calls the generated function, `secrets` must never be quoted. */
export async function tokenCall(
  context: PdsContext,
  call: { readonly where: string; readonly options: CallOptions; readonly secrets: readonly (string | undefined)[] },
  send: (wire: WireOptions & { readonly client: Client }) => Promise<WireResult>,
): Promise<PdsTokenInfo> {
  const { client, transport, authEndpoint: origin } = context;
  const { where, options, secrets } = call;
  const answer = await exchange({ where, product, transport, call: options, origin, secrets }, (wire) =>
    send({ ...wire, client }),
  );
  return readTokenInfo(where, answer);
}
