import type { Preference } from './answers.ts';
import { ContractError } from './contract-error.ts';
import type { Judge } from './judge.ts';
import { preferenceOf } from './prefer.ts';
import type { PlainRequest, PlainResponse, Violation } from './request.ts';

/** What a contract fetch or server answers, and what it found. */
export interface Reply {
  readonly operation: string | undefined;
  readonly response: PlainResponse;
  readonly violations: readonly Violation[];
}

/**
 * Judges a request and answers it: with the document's example, or with a problem (RFC 9457) that lists what is wrong.
 * Never with an error example of the document because the request was wrong, as Prism does: a test of an error path
 * must not pass for the wrong reason.
 *
 * What the request prefers takes the place of `options` as a whole.
 *
 * @throws ContractError when `options`, not the request's own `Prefer`, ask for what the operation does not have
 */
export async function reply(judge: Judge, request: PlainRequest, options: Preference): Promise<Reply> {
  const { operation, violations } = await judge.judgeRequest(request);
  if (operation === undefined || violations.length > 0) {
    const detail = violations.map(({ location, message }) => `${location}: ${message}`).join('; ');
    const response = problem(422, 'The request breaks the document', detail, { violations });
    return { operation: operation?.id, response, violations };
  }
  const preferred = preferenceOf(request.headers['prefer']);
  const isPreferred = preferred.code !== undefined || preferred.example !== undefined;
  try {
    const wanted = isPreferred ? preferred : options;
    const { violations: own, ...response } = await judge.answer(operation, request, wanted);
    return { operation: operation.id, response, violations: own };
  } catch (error) {
    if (!(error instanceof ContractError) || !isPreferred) throw error;
    const response = problem(404, 'The document does not have this answer', error.message, { code: error.code });
    return { operation: operation.id, response, violations: [] };
  }
}

/** An `application/problem+json` answer. */
export function problem(status: number, title: string, detail: string, members: object = {}): PlainResponse {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title, status, detail, ...members }),
  };
}
