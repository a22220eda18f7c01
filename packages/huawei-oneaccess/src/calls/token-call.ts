import type { CallOptions, Secret, TokenFields, WireOptions, WireResult } from '@tokenwright/core/provider';
import {
  ConfigurationError,
  clientAuthentication,
  exchange,
  readTokenAnswer,
  withFreshSecret,
} from '@tokenwright/core/provider';
import type { Client } from '@tokenwright/http-runtime';
import { createCallClient } from '@tokenwright/http-runtime/call-client';
import type { OneAccessContext } from '../context.ts';
import { answerRules } from '../oneaccess-error.ts';
import { product } from '../version.ts';

/** Who asks, as a caller says it. */
export interface Credentials {
  readonly client_id: string;
  readonly client_secret: Secret;
}

/** What a generated function is called with, but for the fields of its grant. */
export interface TokenRequest extends WireOptions {
  readonly client: Client;
  /** The fields of the form body that say who asks; none with HTTP Basic. */
  readonly credentials: { readonly client_id?: string; readonly client_secret?: string };
}

/**
 * One exchange with OneAccess that gives a token: `send` calls the generated function, `secrets` must never be quoted.
 * A client secret from a function is asked for once more when the client is refused (rule W8), which spends nothing.
 */
export async function tokenCall(
  context: OneAccessContext,
  call: {
    readonly where: string;
    readonly options: CallOptions;
    readonly credentials: Credentials;
    readonly secrets: readonly (string | undefined)[];
  },
  send: (request: TokenRequest) => Promise<WireResult>,
): Promise<TokenFields> {
  const { transport, endpoint: origin } = context;
  const { where, options } = call;
  const { client_id, client_secret } = call.credentials;
  return withFreshSecret('client_secret', client_secret, async (secret) => {
    const authentication = authenticate(context, where, client_id, secret);
    const secrets = [...call.secrets, ...authentication.secrets];
    const answer = await exchange({ where, product, transport, call: options, origin, secrets }, (wire) =>
      send({
        ...wire,
        headers: { ...wire.headers, ...authentication.headers },
        client: createCallClient(origin),
        credentials: authentication.body,
      }),
    );
    return readTokenAnswer(where, answer, answerRules);
  });
}

function authenticate(
  { clientAuthentication: method, basicEncoding }: OneAccessContext,
  where: string,
  client_id: string,
  client_secret: string,
): ReturnType<typeof clientAuthentication> {
  if (method === 'basic' && basicEncoding === 'raw' && client_id.includes(':')) {
    throw new ConfigurationError(
      'invalid_parameter',
      'client_id',
      `${where}: the parameter "client_id" has a ":" in it, which HTTP Basic takes for its end; use basicEncoding "form" or clientAuthentication "body".`,
    );
  }
  return clientAuthentication({ method, basicEncoding, clientId: client_id, clientSecret: client_secret });
}
