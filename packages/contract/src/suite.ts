import { type AnswerExample, answersOf } from './answers.ts';
import { ContractError } from './contract-error.ts';
import { type ContractFetch, fetchFrom } from './contract-fetch.ts';
import { type DocumentSource, loadDocument, type LoadedDocument, type Operation } from './document.ts';
import { isValid } from './guards.ts';
import { follow, isObject, type Path } from './json-pointer.ts';
import { createJudge, type Judge } from './judge.ts';
import { type Mutation, mutationsOf } from './mutations.ts';
import { checkOptions } from './options.ts';
import { isJson, type Violation } from './request.ts';
import { type NamedRequest, requestsOf } from './requests.ts';

/** One case of a suite. Hand `name` and `run` to any test runner. */
export interface ContractCase {
  /** A title for the test: the operation, and what is held to what. The same in every run. */
  readonly name: string;
  /** The `operationId` it is about. */
  readonly operation: string;
  /**
   * `request`: a valid request has no violation. `example`: an answer is reachable by name and keeps to its schema.
   * `mutation`: a broken request is refused, at the right place. `guard`: an operation refuses at least something.
   * `client`: your client keeps to the document.
   */
  readonly kind: 'request' | 'example' | 'mutation' | 'guard' | 'client';
  /** @throws ContractError `contract_broken`, when the case fails */
  readonly run: () => Promise<void>;
}

/** What a suite holds, and what its run found so far. */
export interface ContractNumbers {
  /** Operations of the document; each has at least its `guard`. */
  readonly operations: number;
  /** Valid requests. */
  readonly requests: number;
  /** Examples of answers. */
  readonly examples: number;
  /** Broken requests, each of which has to be refused. */
  readonly mutations: number;
  /** Mutations that were refused at the right place so far. */
  readonly refused: number;
}

/** A suite as data. */
export interface ContractSuite {
  /** Independent of each other, in the order of the document. Run all of them. */
  readonly cases: readonly ContractCase[];
  /** `refused` grows while the cases run; the others are known from the start. */
  readonly numbers: ContractNumbers;
}

/**
 * Makes the suite of a document: every operation with every named example, valid requests, and requests that are
 * broken in every way the document allows to derive. It imports no test runner.
 *
 * @throws ContractError when the document cannot be judged by
 *
 * @example
 * ```ts
 * import { createContractSuite } from '@tokenwright/contract';
 * import { test } from 'node:test';
 *
 * const suite = await createContractSuite('aliyun-pds');
 * for (const { name, run } of suite.cases) test(name, run);
 * ```
 */
export async function createContractSuite(source: DocumentSource): Promise<ContractSuite> {
  const document = await loadDocument(source);
  const judge = createJudge(document);
  const numbers = { operations: document.operations.length, requests: 0, examples: 0, mutations: 0, refused: 0 };
  const cases: ContractCase[] = [];
  for (const operation of document.operations) {
    const { id } = operation;
    const add = (kind: ContractCase['kind'], name: string, run: () => Promise<void>): void => {
      cases.push({ operation: id, kind, name: `${id}: ${name}`, run });
    };
    const requests = requestsOf(document, operation);
    const before = numbers.mutations;
    for (const named of requests) {
      numbers.requests += 1;
      add('request', `the request "${named.name}" is valid`, () => runRequest(judge, named));
      for (const mutation of mutationsOf(document, named)) {
        numbers.mutations += 1;
        add(
          'mutation',
          `the request "${named.name}", ${mutation.name}, is refused at ${mutation.location}`,
          async () => {
            await runMutation(judge, mutation);
            numbers.refused += 1;
          },
        );
      }
    }
    for (const answer of answersOf(document, operation)) {
      numbers.examples += 1;
      const run = (): Promise<void> => runAnswer(judge, operation, requests[0], answer);
      add('example', `${titleOf(answer)} is reachable and valid`, run);
    }
    const mutations = numbers.mutations - before;
    add('guard', 'there is something to refuse, and an example to break', async () => {
      guard(document, operation, requests, mutations);
    });
  }
  return { cases, numbers };
}

function titleOf({ status, mediaType, example }: AnswerExample): string {
  if (example === undefined) return `the answer ${status}`;
  return `the example "${example}" of ${status}${mediaType === undefined ? '' : ` (${mediaType})`}`;
}

function guard(
  { origin, resolve }: LoadedDocument,
  { id, written }: Operation,
  requests: readonly NamedRequest[],
  mutations: number,
): void {
  const body = resolve(written['requestBody']);
  const types = isObject(body) && isObject(body['content']) ? Object.keys(body['content']) : [];
  const bare = types.filter((type) => !requests.some((each) => each.body?.type === type));
  if (bare.length > 0) {
    broken(`${origin}: ${id} has no example of a request with ${bare.join(', ')}, so nothing can be broken in it.`);
  }
  if (mutations === 0) broken(`${origin}: ${id} has no constraint that a request could break.`);
}

async function runRequest(judge: Judge, { operation, name, request, body, guessed }: NamedRequest): Promise<void> {
  const { violations } = await judge.judgeRequest(request);
  if (violations.length > 0) {
    const advice =
      guessed.length === 0
        ? ''
        : `. The document has no example of ${guessed.join(', ')}, so the kit made values up; give each an \`example\`.`;
    broken(`${operation.id}: the request "${name}" breaks its document: ${list(violations)}${advice}`);
  }
  // Prism's word is not enough: what it cannot check, it passes.
  if (body !== undefined && isJson(body.type) && isValid(judge.document, body.schema, body.value) === false) {
    broken(`${operation.id}: the request "${name}" does not fit its schema, and Prism passes it.`);
  }
}

async function runAnswer(
  judge: Judge,
  operation: Operation,
  named: NamedRequest | undefined,
  { status, mediaType, example, value, headers }: AnswerExample,
): Promise<void> {
  const what = `${operation.id}: the example "${example ?? 'none'}" of ${status}`;
  if (named === undefined)
    return broken(`${operation.id}: there is no example of a request to ask for its answers with.`);
  const answer = await judge.answer(operation, named.request, { code: status, example });
  if (answer.status !== status) broken(`${what} is answered with status ${answer.status}.`);
  if (mediaType !== undefined && answer.headers['content-type'] !== mediaType) {
    broken(`${what} is answered as ${answer.headers['content-type'] ?? 'nothing'} and not as ${mediaType}.`);
  }
  for (const [field, text] of Object.entries(headers)) {
    if (answer.headers[field] !== text) broken(`${what} is answered with another header ${field}.`);
  }
  if (value !== undefined) {
    const body: unknown = isJson(mediaType) ? JSON.parse(answer.body) : answer.body;
    const expected: unknown = isJson(mediaType) || typeof value === 'string' ? value : JSON.stringify(value);
    if (JSON.stringify(body) !== JSON.stringify(expected)) broken(`${what} is not what is answered.`);
  }
  if (answer.violations.length > 0) broken(`${what} breaks its document: ${list(answer.violations)}`);
  const schema = schemaPlace(judge.document, operation, status, mediaType);
  if (value !== undefined && schema !== undefined && isValid(judge.document, schema, value) === false) {
    broken(`${what} does not fit its schema, and Prism passes it.`);
  }
}

function schemaPlace(
  { root }: LoadedDocument,
  { place }: Operation,
  status: number,
  type: string | undefined,
): Path | undefined {
  const [response, here] = follow(root, [...place, 'responses', String(status)]);
  if (type === undefined || !isObject(response?.['content'])) return undefined;
  const media = response['content'][type];
  return isObject(media) && media['schema'] !== undefined ? [...here, 'content', type, 'schema'] : undefined;
}

async function runMutation(judge: Judge, { name, request, location }: Mutation): Promise<void> {
  const { violations } = await judge.judgeRequest(request);
  if (violations.length === 0) broken(`A request ${name} is accepted; a violation at ${location} was expected.`);
  if (violations.some((each) => each.location === location)) return;
  broken(`A request ${name} is refused elsewhere than at ${location}: ${list(violations)}`);
}

/** What a call of a client under test is given. */
export interface ClientContext {
  /** Give it to the client in place of the real `fetch`. */
  readonly fetch: ContractFetch;
  /** Status of the answer the client will get. */
  readonly status: number;
  /** Name of the example it will get; undefined where the answer has none. */
  readonly example: string | undefined;
}

/** The calls of a client under test, by `operationId`. */
export type ClientCalls = Readonly<Record<string, (context: ClientContext) => unknown>>;

/** Options of {@link createClientSuite}. */
export interface ClientSuiteOptions {
  /** Whether a call has to reject when the answer's status is 400 or above. Default true. */
  readonly errorsReject?: boolean | undefined;
  /** Whether the host of a request is held against the document's servers. Default true; loopback never is. */
  readonly checkServer?: boolean | undefined;
}

/**
 * Makes a suite that runs a client against every example of every operation it calls. A case fails when a request of
 * the client breaks the document, when the client rejects a success, and when it takes an error for a success.
 *
 * @throws ContractError `unknown_operation` when a call is named after no operation of the document, `invalid_option`
 * when there is no call
 *
 * @example
 * ```ts
 * import { createClientSuite } from '@tokenwright/contract';
 * import { test } from 'node:test';
 *
 * const call = (fetch: typeof globalThis.fetch) => fetch('https://api.example/token', { method: 'POST' });
 * const suite = await createClientSuite('my-api.yaml', { requestToken: ({ fetch }) => call(fetch) });
 * for (const { name, run } of suite.cases) test(name, run);
 * ```
 */
export async function createClientSuite(
  source: DocumentSource,
  calls: ClientCalls,
  options: ClientSuiteOptions = {},
): Promise<{ readonly cases: readonly ContractCase[] }> {
  checkOptions('createClientSuite', options, { errorsReject: 'boolean', checkServer: 'boolean' });
  const { errorsReject = true, checkServer } = options;
  const document = await loadDocument(source);
  const ids = document.operations.map(({ id }) => id);
  if (!isObject(calls) || Object.keys(calls).length === 0) {
    throw new ContractError(
      'invalid_option',
      `createClientSuite: no call was given, so nothing would be tested; name one after an operation: ${ids.join(', ')}.`,
    );
  }
  const unknown = Object.keys(calls).filter((id) => !ids.includes(id));
  if (unknown.length > 0) {
    throw new ContractError(
      'unknown_operation',
      `${document.origin}: there is no operation "${unknown.join('", "')}"; there are ${ids.join(', ')}.`,
    );
  }
  const judge = createJudge(document);
  const cases = document.operations.flatMap((operation) => {
    const call = calls[operation.id];
    if (call === undefined) return [];
    return answersOf(document, operation).map((answer): ContractCase => ({
      operation: operation.id,
      kind: 'client',
      name: `${operation.id}: the client keeps to the document and understands ${titleOf(answer)}`,
      run: async () => {
        const { status, example } = answer;
        const fetch = fetchFrom(() => judge, { code: status, example, checkServer });
        const error = await settle(() => call({ fetch, status, example }));
        if (fetch.violations.length > 0)
          broken(`${operation.id}: the client breaks the document: ${list(fetch.violations)}`);
        if (!fetch.exchanges.some((each) => each.operation === operation.id)) {
          const reason = error === undefined ? '' : ` It failed with: ${error.message}`;
          broken(`${operation.id}: the client sent no request to this operation.${reason}`);
        }
        if (status < 400 && error !== undefined)
          broken(`${operation.id}: the client rejects ${titleOf(answer)}: ${error.message}`);
        if (status >= 400 && error === undefined && errorsReject) {
          broken(`${operation.id}: the client takes ${titleOf(answer)} for a success.`);
        }
      },
    }));
  });
  return { cases };
}

async function settle(call: () => unknown): Promise<Error | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function list(violations: readonly Violation[]): string {
  return violations.map(({ location, message }) => `${location}: ${message}`).join('; ');
}

function broken(message: string): never {
  throw new ContractError('contract_broken', message);
}
