import { createTokenSource, systemClock, TokenwrightError, type Clock, type TokenSource } from '../src/index.ts';
import { memoryStore } from '../src/memory-store.ts';

/**
 * A Worker with sources that live longer than its requests, for short-lived-hosts.test.ts. Each path does one
 * thing; the clock is that of the machine, ahead by what `/advance` has said.
 */
interface Context {
  waitUntil(work: Promise<unknown>): void;
}

let aheadMs = 0;
const clock: Clock = {
  now: () => systemClock.now() + aheadMs,
  monotonic: () => systemClock.monotonic() + aheadMs,
  startTimer: (...timer) => systemClock.startTimer(...timer),
};
const sources = new Map<string, TokenSource>();

/** Made while the Worker loads or in a request, whichever comes first; one for each name. */
function sourceOf(url: URL): TokenSource {
  const name = url.searchParams.get('source') ?? '';
  const authority = url.searchParams.get('authority') ?? '';
  let source = sources.get(name);
  if (source === undefined) {
    source = createTokenSource({
      key: { authority, provider: 'example', clientId: name, credential: 'client' },
      clock,
      random: () => 0.5,
      requestTimeoutMs: 500,
      mint: async ({ signal }) => {
        const answer = await fetch(`${authority}/${name}`, { method: 'POST', signal });
        return (await answer.json()) as { access_token: string };
      },
    });
    sources.set(name, source);
  }
  return source;
}

async function answer(url: URL, context: Context): Promise<unknown> {
  switch (url.pathname) {
    case '/advance': {
      aheadMs += Number(url.searchParams.get('ms'));
      return {};
    }
    case '/token': {
      const waitUntil = url.searchParams.has('wait')
        ? (work: Promise<unknown>): void => context.waitUntil(work)
        : undefined;
      return { token: (await sourceOf(url).getToken({ waitUntil })).accessToken };
    }
    case '/begin': {
      // Nobody waits for it, so it ends with this request.
      sourceOf(url)
        .getToken()
        .catch(() => undefined);
      // Until the test has seen it come.
      await fetch(`${url.searchParams.get('authority')}/marker`, { method: 'POST' });
      return {};
    }
    case '/peek':
      return { token: sourceOf(url).peek()?.accessToken };
    case '/session': {
      const key = { authority: 'https://example.com', provider: 'example', clientId: 'app', sessionId: 'one' };
      const store = url.searchParams.has('memory') ? memoryStore() : undefined;
      const refresh = async (): Promise<never> => Promise.reject(new TypeError('not to be called'));
      createTokenSource({ key: { ...key, credential: 'session' }, store, refresh });
      return {};
    }
    default:
      throw new TypeError(`nothing at ${url.pathname}`);
  }
}

// oxlint-disable-next-line import/no-default-export -- workerd looks for the handlers there
export default {
  async fetch(request: Request, _environment: unknown, context: Context): Promise<Response> {
    try {
      return Response.json(await answer(new URL(request.url), context));
    } catch (error) {
      return Response.json({ error: TokenwrightError.isInstance(error) ? error.message : String(error) });
    }
  },
};
