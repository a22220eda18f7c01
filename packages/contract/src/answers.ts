import { ContractError } from './contract-error.ts';
import type { LoadedDocument, Operation } from './document.ts';
import { isObject, textOf } from './json-pointer.ts';

/** Which of the document's answers is wanted. */
export interface Preference {
  /** HTTP status of the answer. Default: that of the example, else the success. */
  readonly code?: number | undefined;
  /** Name of the example. Default: the first. */
  readonly example?: string | undefined;
}

/** One example of an answer. */
export interface AnswerExample {
  readonly status: number;
  /** Undefined: the answer has no body, and the example is one of its headers. */
  readonly mediaType: string | undefined;
  /** Undefined: the answer has no example. */
  readonly example: string | undefined;
  /** The value the document gives the body. */
  readonly value: unknown;
  /** Header fields that have an example of this name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Every example of every answer of an operation, the success first. An answer without any is listed once. */
export function answersOf({ resolve }: LoadedDocument, { written }: Operation): AnswerExample[] {
  const responses = isObject(written['responses']) ? written['responses'] : {};
  const found: AnswerExample[] = [];
  for (const [code, reference] of Object.entries(responses).sort(bySuccess)) {
    const response = resolve(reference);
    if (!isObject(response)) continue;
    const status = /^\d{3}$/.test(code) ? Number(code) : /^\dXX$/i.test(code) ? Number(`${code[0]}00`) : 500;
    const headers = namedHeaders(resolve, response['headers']);
    const contents = Object.entries(isObject(response['content']) ? response['content'] : {});
    for (const [mediaType, media] of contents) {
      const examples = isObject(media) ? examplesOf(resolve, media) : [];
      for (const [example, value] of examples) {
        found.push({ status, mediaType, example, value, headers: headers.get(example) ?? {} });
      }
      if (examples.length === 0) found.push({ status, mediaType, example: undefined, value: undefined, headers: {} });
    }
    if (contents.length > 0) continue;
    const names = headers.size === 0 ? [undefined] : [...headers.keys()];
    for (const example of names) {
      const fields = example === undefined ? {} : (headers.get(example) ?? {});
      found.push({ status, mediaType: undefined, example, value: undefined, headers: fields });
    }
  }
  return found;
}

/** What Prism has to be told to give an answer. */
export interface SelectedAnswer {
  readonly code: number;
  readonly mediaType: string | undefined;
  /** The example of the body; undefined where there is none or the first will do. */
  readonly example: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Finds the answer that is wanted.
 *
 * @throws ContractError `unknown_status` or `unknown_example`, with what there is
 */
export function selectAnswer(
  document: LoadedDocument,
  operation: Operation,
  { code, example }: Preference,
): SelectedAnswer {
  const answers = answersOf(document, operation);
  const ofStatus = answers.filter(({ status }) => code === undefined || status === code);
  if (ofStatus.length === 0) {
    const there = statusesOf(answers);
    throw new ContractError(
      'unknown_status',
      `${document.origin}: ${operation.id} has no answer with status ${code}; it has ${there || 'none'}.`,
    );
  }
  const found = ofStatus.find((answer) => example === undefined || answer.example === example);
  if (found === undefined) {
    const names = [...new Set(ofStatus.map((answer) => answer.example).filter((name) => name !== undefined))].join(
      ', ',
    );
    const where = code === undefined ? operation.id : `${operation.id} with status ${code}`;
    throw new ContractError(
      'unknown_example',
      `${document.origin}: ${where} has no example "${example}"; it has ${names || 'none'}.`,
    );
  }
  const isOfBody = found.mediaType !== undefined;
  return {
    code: found.status,
    mediaType: found.mediaType,
    example: isOfBody && found.value !== undefined ? found.example : undefined,
    headers: found.headers,
  };
}

/** The statuses of answers, in order, for a message. */
export function statusesOf(answers: readonly AnswerExample[]): string {
  return [...new Set(answers.map(({ status }) => status))].sort((left, right) => left - right).join(', ');
}

/** The examples of a media type or a header: by name, or the single one as `default`. */
export function examplesOf(
  resolve: (value: unknown) => unknown,
  { example, examples }: Record<string, unknown>,
): [string, unknown][] {
  if (isObject(examples)) {
    return Object.entries(examples).map(([name, reference]) => {
      const each = resolve(reference);
      return [name, isObject(each) ? each['value'] : undefined];
    });
  }
  return example === undefined ? [] : [['default', example]];
}

function namedHeaders(resolve: (value: unknown) => unknown, headers: unknown): Map<string, Record<string, string>> {
  const named = new Map<string, Record<string, string>>();
  for (const [field, reference] of Object.entries(isObject(headers) ? headers : {})) {
    const header = resolve(reference);
    if (!isObject(header) || !isObject(header['examples'])) continue;
    for (const [name, value] of examplesOf(resolve, header)) {
      named.set(name, { ...named.get(name), [field.toLowerCase()]: textOf(value) });
    }
  }
  return named;
}

function bySuccess([left]: [string, unknown], [right]: [string, unknown]): number {
  const rank = (code: string): number =>
    code.startsWith('2') ? 0 : code.startsWith('3') ? 1 : code === 'default' ? 3 : 2;
  return rank(left) - rank(right) || left.localeCompare(right);
}
