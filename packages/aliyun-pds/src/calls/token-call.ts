import type { Answer, CallOptions, WireOptions, WireResult } from '@tokenwright/core/provider';
import { exchange } from '@tokenwright/core/provider';
import type { Client } from '@tokenwright/http-runtime';
import { createCallClient } from '@tokenwright/http-runtime/call-client';
import type { PdsContext } from '../context.ts';
import type { PdsTokenInfo } from '../token-info.ts';
import { readTokenInfo } from '../token-info.ts';
import { product } from '../version.ts';

/** One exchange: `secrets` must never be quoted. */
export interface PdsCall {
  readonly where: string;
  readonly options: CallOptions;
  readonly secrets: readonly (string | undefined)[];
}

type Send = (wire: WireOptions & { readonly client: Client }) => Promise<WireResult>;

/** One exchange with PDS: `send` calls the generated function. */
export async function pdsCall(context: PdsContext, call: PdsCall, send: Send): Promise<Answer> {
  const { transport, authEndpoint: origin } = context;
  const { where, options, secrets } = call;
  return exchange({ where, product, transport, call: options, origin, secrets }, (wire) =>
    send({ ...wire, client: createCallClient(origin) }),
  );
}

/** One exchange with PDS that gives a token. */
export async function tokenCall(context: PdsContext, call: PdsCall, send: Send): Promise<PdsTokenInfo> {
  return readTokenInfo(call.where, await pdsCall(context, call, send));
}
