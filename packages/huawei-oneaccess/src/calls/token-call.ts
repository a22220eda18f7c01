import type { CallOptions, TokenFields, WireOptions, WireResult } from '@tokenwright/core/provider';
import { exchange, readTokenAnswer } from '@tokenwright/core/provider';
import type { Client } from '@tokenwright/http-runtime';
import type { OneAccessContext } from '../context.ts';
import { answerRules } from '../oneaccess-error.ts';
import { product } from '../version.ts';

/** One exchange with OneAccess that gives a token: `send` calls the generated function, `secrets` must never be quoted. */
export async function tokenCall(
  context: OneAccessContext,
  call: { readonly where: string; readonly options: CallOptions; readonly secrets: readonly (string | undefined)[] },
  send: (wire: WireOptions & { readonly client: Client }) => Promise<WireResult>,
): Promise<TokenFields> {
  const { client, transport, endpoint: origin } = context;
  const { where, options, secrets } = call;
  const answer = await exchange({ where, product, transport, call: options, origin, secrets }, (wire) =>
    send({ ...wire, client }),
  );
  return readTokenAnswer(where, answer, answerRules);
}
