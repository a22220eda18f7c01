import { AuthorityError, RequestTimeoutError, TokenwrightError, TransportError } from '@tokenwright/core/errors';
import {
  checkTransport,
  clientAuthentication,
  exchange,
  readTokenAnswer,
  type AnswerRules,
  type CallOptions,
  type TokenFields,
} from '@tokenwright/core/provider';
import { askStage, expect, expectEqual, failureOf, type Case, type Context } from './case.ts';

const rules: AnswerRules = { readError: () => undefined, requestId: () => undefined, tokenTypeOptional: false };

/** One exchange as a provider makes it, by what core has for providers. */
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
    return 'a token';
  } catch (error) {
    if (TransportError.isInstance(error)) return error.outcome;
    if (RequestTimeoutError.isInstance(error)) return 'timeout';
    if (AuthorityError.isInstance(error)) return `HTTP ${error.status}`;
    return TokenwrightError.isInstance(error) ? error.code : `no error of ours: ${String(error)}`;
  }
}

/** workerd and browsers say the same words whether a connection was refused or lost, so nothing is known there. */
function unlessSilent(word: string): (context: Context) => string {
  return ({ kind }) => (kind === 'workerd' || kind === 'browser' ? 'unknown' : word);
}

/** How often something was seen by the servers, as `/stage/seen` calls it. */
type Seen = Readonly<Record<string, number>>;

interface Failing {
  readonly name: string;
  readonly url: (context: Context) => string;
  readonly wanted: string | ((context: Context) => string);
  readonly options?: CallOptions;
  /** What the servers must have seen afterwards: at least and at most. */
  readonly seen?: readonly [name: string, least: number, most: (context: Context) => number];
}

function failing({ name, url, wanted, options, seen }: Failing): Case {
  return {
    name,
    async run(context) {
      const [what, least, most] = seen ?? [];
      const before = what === undefined ? 0 : ((await askStage<Seen>(context, 'seen'))[what] ?? 0);
      const word = await wordFor(requestToken(url(context), options));
      expectEqual(word, typeof wanted === 'string' ? wanted : wanted(context), 'it ended with');
      if (what === undefined || least === undefined || most === undefined) return;
      const times = ((await askStage<Seen>(context, 'seen'))[what] ?? 0) - before;
      expect(times >= least && times <= most(context), `${what}: seen ${times} times`);
    },
  };
}

const at = (path: string) => (context: Context) => `${context.authority}${path}`;
const never = (): number => 0;
const once = (): number => 1;
/** A browser sends again by itself when a connection that it reuses ends without an answer; no page can stop it. */
const onceOrAgain = ({ kind }: Context): number => (kind === 'browser' ? 2 : 1);

/** A body that stalls on purpose must not hold the suite for long; real answers come within this many milliseconds. */
const shortTimeoutMs = 400;

export const callCases: readonly Case[] = [
  failing({ name: 'W3: a token comes', url: at('/token'), wanted: 'a token' }),
  failing({
    name: 'L9: a refused connection was not sent, where the runtime tells',
    url: ({ refused }) => `${refused}/token`,
    wanted: unlessSilent('not-sent'),
  }),
  failing({
    name: 'L9: an unknown host was not sent, where the runtime tells',
    url: () => 'https://nobody-has-this-name.invalid/token',
    wanted: unlessSilent('not-sent'),
  }),
  failing({
    name: 'L9: a certificate that nobody trusts ends the call before the request',
    url: ({ untrusted }) => `${untrusted}/token`,
    wanted: unlessSilent('not-sent'),
    seen: ['past the certificate', 0, never],
  }),
  failing({
    name: 'L9: a connection that is reset leaves the outcome open, and is not tried again',
    url: at('/reset'),
    wanted: 'unknown',
    seen: ['/reset', 1, onceOrAgain],
  }),
  failing({
    name: 'L9: a connection that is cut leaves the outcome open, and is not tried again',
    url: at('/cut'),
    wanted: 'unknown',
    seen: ['/cut', 1, onceOrAgain],
  }),
  failing({
    name: 'L9: an answer that is cut leaves the outcome open, and is not tried again',
    url: at('/cut-in-body'),
    wanted: 'unknown',
    seen: ['/cut-in-body', 1, once],
  }),
  failing({
    name: 'W3: no answer ends with a timeout',
    url: at('/hang'),
    wanted: 'timeout',
    options: { timeoutMs: shortTimeoutMs },
  }),
  failing({
    name: 'W3: an answer that stalls ends with a timeout',
    url: at('/hang-in-body'),
    wanted: 'timeout',
    options: { timeoutMs: shortTimeoutMs },
  }),
  failing({
    name: 'W2: a redirect is refused, and nothing reaches its target',
    url: at('/redirect'),
    wanted: 'redirect_refused',
    seen: ['behind the redirect', 0, never],
  }),
  failing({ name: 'W3: an endless answer is refused', url: at('/endless'), wanted: 'response_too_large' }),
  failing({
    name: 'W3: a small answer that unpacks to 32 MB is refused',
    url: at('/bomb'),
    wanted: 'response_too_large',
  }),
  failing({ name: 'W6: an answer 503 is an error with its status', url: at('/unavailable'), wanted: 'HTTP 503' }),
  {
    name: 'L6: a signal ends a call with its own reason',
    async run({ authority }) {
      const controller = new AbortController();
      const reason = new Error('enough');
      const work = failureOf(requestToken(`${authority}/hang`, { signal: controller.signal }));
      setTimeout(() => controller.abort(reason), 50);
      expect((await work) === reason, 'it failed with something else');
    },
  },
  {
    name: 'W9: the User-Agent is ours, and in browsers their own, without a preflight',
    async run(context) {
      const { user_agent } = await requestToken(`${context.authority}/token`);
      expectEqual(user_agent === 'suite/1.0', context.kind !== 'browser', `it is ours (${String(user_agent)})`);
      const { preflights } = await askStage<Seen>(context, 'seen');
      expectEqual(preflights, 0, 'preflights');
    },
  },
  {
    name: 'W8: HTTP Basic is encoded from UTF-8',
    async run() {
      const { headers } = clientAuthentication({
        method: 'basic',
        basicEncoding: 'raw',
        clientId: 'app',
        clientSecret: 'ü漢',
      });
      expectEqual(headers['authorization'], 'Basic YXBwOsO85ryi', 'the header is');
    },
  },
];
