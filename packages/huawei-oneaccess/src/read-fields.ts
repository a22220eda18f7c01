import type { Answer } from '@tokenwright/core/provider';
import { InvalidResponseError, readRequestId, refuseError } from '@tokenwright/core/provider';
import { answerRules } from './oneaccess-error.ts';

/**
 * The fields of an answer that is no token.
 *
 * @throws AuthorityError for an error answer, also one with a 2xx status
 * @throws InvalidResponseError `response_not_json`
 */
export function readFields(where: string, answer: Answer): Record<string, unknown> {
  refuseError(where, answer, answerRules);
  const { json, status, origin } = answer;
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { ...json };
  throw new InvalidResponseError(
    'response_not_json',
    `${where}: ${origin} answered HTTP ${status} with a body that is no JSON object (${answer.text.length} characters).`,
    { status, requestId: readRequestId(answer, answerRules) },
  );
}
