import { UnavailableError } from './peer.ts';

/** A `fetch` that answers, and with 503 when the authority cannot. */
export function answerWith(answer: () => Promise<Response>): typeof fetch {
  return async () => {
    try {
      return await answer();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      return new Response(null, { status: 503 });
    }
  };
}
