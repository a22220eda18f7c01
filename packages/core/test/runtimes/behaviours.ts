/**
 * What has to hold on every runtime, as data and without a test runner: it is bundled and run on each of them.
 * A behaviour gives a word for what happened; run.ts knows which word is right where.
 */
import { AuthorityError, RequestTimeoutError, TokenwrightError, TransportError } from '../../src/errors.ts';
import type { AnswerRules, CallOptions, TokenFields } from '../../src/provider.ts';
import { checkTransport, clientAuthentication, exchange, readTokenAnswer } from '../../src/provider.ts';
import type { AssertionSignerOptions, PrivateKeyInput, SigningAlgorithm } from '../../src/signing.ts';
import { createAssertionSigner } from '../../src/signing.ts';
import { createTokenSource, type TokenChannelName, type TokenMessage } from '../../src/source.ts';

/** Where the servers are, and keys; JSON, so that it reaches every runtime. */
export interface Context {
  /** Origin of the authority on loopback. */
  readonly authority: string;
  /** Origin that nobody listens on. */
  readonly refused: string;
  /** Origin whose certificate nobody trusts. */
  readonly untrusted: string;
  readonly keys: readonly { readonly alg: SigningAlgorithm; readonly form: string; readonly key: PrivateKeyInput }[];
  /** Public halves by algorithm, as JWK. */
  readonly publicKeys: Readonly<Record<SigningAlgorithm, object>>;
}

export interface Behaviour {
  readonly name: string;
  run(context: Context): Promise<string>;
}

const rules: AnswerRules = { readError: () => undefined, requestId: () => undefined, tokenTypeOptional: false };

async function requestToken(url: string, options: CallOptions = {}): Promise<TokenFields> {
  const transport = checkTransport({ timeoutMs: 20_000 });
  const { origin } = new URL(url);
  const answer = await exchange(
    { where: 'requestToken', origin, product: 'suite/1.0', transport, call: options, secrets: ['the-secret'] },
    async (wire) => {
      const request = new Request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...wire.headers },
        body: 'grant_type=client_credentials&client_secret=the-secret',
      });
      return { response: await wire.fetch(request) };
    },
  );
  return readTokenAnswer('requestToken', answer, rules);
}

/** The word for what a call ended with. */
async function wordFor(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'token';
  } catch (error) {
    if (TransportError.isInstance(error)) return error.outcome;
    if (RequestTimeoutError.isInstance(error)) return 'timeout';
    if (AuthorityError.isInstance(error)) return `HTTP ${error.status}`;
    return TokenwrightError.isInstance(error) ? error.code : `untyped: ${String(error)}`;
  }
}

function call(name: string, path: string, options?: CallOptions): Behaviour {
  return { name, run: ({ authority }) => wordFor(requestToken(`${authority}${path}`, options)) };
}

async function verified(assertion: string, alg: SigningAlgorithm, context: Context): Promise<string> {
  const { importJWK, jwtVerify } = await import('jose');
  const key = await importJWK(context.publicKeys[alg] as never, alg);
  const { payload } = await jwtVerify(assertion, key, { algorithms: [alg], issuer: 'app', audience: 'domain' });
  return payload.sub === 'Zoë' ? 'verified' : 'other claims';
}

async function signs(alg: SigningAlgorithm, context: Context): Promise<string> {
  const words = new Set<string>();
  for (const given of context.keys.filter((each) => each.alg === alg)) {
    const signer = createAssertionSigner({ alg, key: given.key });
    words.add(await verified(await signer.sign({ iss: 'app', sub: 'Zoë', aud: 'domain' }), alg, context));
  }
  return [...words].join(', ');
}

async function signsExternally(context: Context): Promise<string> {
  const { key } = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']).then((pair) => ({ key: pair }));
  if (!('privateKey' in key)) return 'no pair';
  const options: AssertionSignerOptions = {
    alg: 'EdDSA',
    sign: async (input) => new Uint8Array(await crypto.subtle.sign('Ed25519', key.privateKey, new Uint8Array(input))),
  };
  const assertion = await createAssertionSigner(options).sign({ iss: 'app', sub: 'Zoë', aud: 'domain' });
  const publicKeys = { ...context.publicKeys, EdDSA: await crypto.subtle.exportKey('jwk', key.publicKey) };
  return verified(assertion, 'EdDSA', { ...context, publicKeys });
}

/** What a subscriber hears of a source, where there is something to subscribe to. */
async function publishes(): Promise<string> {
  const { process } = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } };
  const module = process?.getBuiltinModule?.('node:diagnostics_channel') as
    | { subscribe(name: TokenChannelName, listener: (message: unknown) => void): void }
    | undefined;
  const heard: string[] = [];
  for (const type of ['renewed', 'hit'] as const) {
    module?.subscribe(`tokenwright:token:${type}`, (message) => void heard.push((message as TokenMessage).type));
  }
  const told: string[] = [];
  const source = createTokenSource({
    key: { authority: 'https://authority.example', provider: 'suite', clientId: 'app', credential: 'client' },
    mint: () => Promise.resolve({ access_token: 'minted', expires_in: 3600 }),
    onEvent: ({ type }) => void told.push(type),
  });
  await source.getToken();
  await source.getToken();
  await source.close();
  if (told.join() !== 'renewed') return `a listener was told: ${told.join()}`;
  return module === undefined && heard.length === 0 ? 'none' : heard.join();
}

/** A body that stalls on purpose must not hold the suite for long; real answers come within this many milliseconds. */
const shortTimeoutMs = 400;

const behaviours: readonly Behaviour[] = [
  call('token', '/token'),
  { name: 'refused', run: ({ refused }) => wordFor(requestToken(`${refused}/token`)) },
  { name: 'unknown host', run: () => wordFor(requestToken('https://nobody-has-this-name.invalid/token')) },
  { name: 'certificate', run: ({ untrusted }) => wordFor(requestToken(`${untrusted}/token`)) },
  call('reset', '/reset'),
  call('cut', '/cut'),
  call('cut in body', '/cut-in-body'),
  call('hang', '/hang', { timeoutMs: shortTimeoutMs }),
  call('hang in body', '/hang-in-body', { timeoutMs: shortTimeoutMs }),
  call('redirect', '/redirect'),
  call('endless body', '/endless'),
  call('gzip bomb', '/bomb'),
  call('HTTP 503', '/unavailable'),
  {
    name: 'abort',
    async run({ authority }) {
      const controller = new AbortController();
      const reason = new Error('enough');
      const work = requestToken(`${authority}/hang`, { signal: controller.signal });
      setTimeout(() => controller.abort(reason), 50);
      return work.then(
        () => 'token',
        (error: unknown) => (error === reason ? 'reason' : `other: ${String(error)}`),
      );
    },
  },
  {
    name: 'user agent',
    async run({ authority }) {
      const { user_agent } = await requestToken(`${authority}/token`);
      return user_agent === 'suite/1.0' ? 'ours' : 'its own';
    },
  },
  ...(['RS256', 'PS256', 'ES256', 'EdDSA'] as const).map((alg) => ({
    name: alg,
    run: (context: Context) => signs(alg, context),
  })),
  { name: 'external', run: signsExternally },
  { name: 'channels', run: publishes },
  {
    name: 'Basic',
    run() {
      const { headers } = clientAuthentication({
        method: 'basic',
        basicEncoding: 'raw',
        clientId: 'app',
        clientSecret: 'ü漢',
      });
      return Promise.resolve(headers['authorization'] === 'Basic YXBwOsO85ryi' ? 'encoded' : 'otherwise');
    },
  },
];

/** Runs them one after the other; what one throws is its word. */
export async function runBehaviours(context: Context): Promise<Record<string, string>> {
  const words: Record<string, string> = {};
  for (const behaviour of behaviours) {
    words[behaviour.name] = await behaviour.run(context).catch((error: unknown) => `failed: ${String(error)}`);
  }
  return words;
}
