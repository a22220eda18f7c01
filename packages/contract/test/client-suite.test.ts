import { describe, expect, test } from 'vitest';
import { type ClientContext, createClientSuite } from '../src/index.ts';
import { notes, rejection } from './support.ts';

/** An outsider's client for the notes document. */
function createNotes(fetch: ClientContext['fetch'], key = 'k-1') {
  return {
    async read(id: string): Promise<string> {
      const response = await fetch(`https://notes.example/notes/${id}`, { headers: { 'x-key': key } });
      if (!response.ok) throw new Error(`notes: ${response.status}`);
      const { text } = (await response.json()) as { text: string };
      return text;
    },
  };
}

describe('a client of nobody here', async () => {
  const suite = await createClientSuite(notes, { readNote: ({ fetch }) => createNotes(fetch).read('n-1') });
  // oxlint-disable-next-line vitest/expect-expect -- a case asserts by itself
  for (const { name, run } of suite.cases) test(`G2: ${name}`, run);

  test('is run against every example of the operation', () => {
    expect(suite.cases.map(({ name }) => name)).toEqual([
      'readNote: the client keeps to the document and understands the example "short" of 200 (application/json)',
      'readNote: the client keeps to the document and understands the example "gone" of 404 (application/problem+json)',
    ]);
  });
});

describe('a broken client', () => {
  const url = 'https://domain-1.api.aliyunpds.com/v2/oauth/token';
  const refresh = { grant_type: 'refresh_token', client_id: 'app-1', refresh_token: 'made-up' };

  /** Refreshes a PDS session; `spoil` is what is wrong with the client. */
  async function refreshWith(fetch: ClientContext['fetch'], spoil: (body: URLSearchParams) => void): Promise<unknown> {
    const body = new URLSearchParams(refresh);
    spoil(body);
    const response = await fetch(url, { method: 'POST', body });
    if (!response.ok) throw new Error(`${response.status}`);
    return response.json();
  }

  /** What the case of the first success says. */
  async function complaint(call: (context: ClientContext) => unknown, at = 0): Promise<string> {
    const { cases } = await createClientSuite('aliyun-pds', { requestToken: call });
    return (await rejection(cases[at]?.run() ?? Promise.resolve())).message;
  }

  test.each<[string, (body: URLSearchParams) => void, string]>([
    [
      'leaves out the client id',
      (body) => body.delete('client_id'),
      'request.body.client_id: Request body must have required property',
    ],
    [
      'sends its secret empty',
      (body) => body.set('client_secret', ''),
      'request.body.client_secret: Request body property client_secret must NOT have fewer than 1',
    ],
    [
      'misspells a field, as a page of the vendor does',
      (body) => body.set('redirect_url', 'x'),
      'request.body.redirect_url: Request body must NOT have additional properties',
    ],
    [
      'sends a field twice',
      (body) => body.append('client_id', 'app-1'),
      'request.body.client_id: is given more than once',
    ],
    [
      'invents a grant',
      (body) => body.set('grant_type', 'refresh'),
      'request.body.grant_type: Request body property grant_type must be equal to',
    ],
  ])('G2: that %s is caught, at the field', async (_what, spoil, expected) => {
    const message = await complaint(({ fetch }) => refreshWith(fetch, spoil));
    expect(message).toContain('requestToken: the client breaks the document');
    expect(message).toContain(expected);
  });

  test('G2: that sends nothing is caught', async () => {
    expect(await complaint(() => undefined)).toBe('requestToken: the client sent no request to this operation.');
    expect(await complaint(() => Promise.reject(new Error('no key')))).toContain('It failed with: no key');
  });

  test('G2: that takes an error for a success is caught, unless that is its way', async () => {
    const careless = async ({ fetch }: ClientContext) =>
      (await fetch(url, { method: 'POST', body: new URLSearchParams(refresh) })).text();
    const { cases } = await createClientSuite('aliyun-pds', { requestToken: careless });
    const failing = cases.findIndex(({ name }) => name.includes('of 400'));
    expect(await complaint(careless, failing)).toContain('takes the example "invalid_refresh_token" of 400');
    const lenient = await createClientSuite('aliyun-pds', { requestToken: careless }, { errorsReject: false });
    await lenient.cases[failing]?.run();
  });

  test('G2: that rejects a success is caught', async () => {
    const strict = async ({ fetch }: ClientContext) => {
      const token = await refreshWith(fetch, () => undefined);
      if (typeof (token as { expires_in?: unknown }).expires_in !== 'number') throw new Error('no lifetime');
    };
    const { cases } = await createClientSuite('aliyun-pds', { requestToken: strict });
    const at = cases.findIndex(({ name }) => name.includes('"expires_in_string"'));
    expect(await complaint(strict, at)).toContain(
      'rejects the example "expires_in_string" of 200 (application/json): no lifetime',
    );
  });

  test('without a call is refused, for it would pass without a test', async () => {
    const error = await rejection(createClientSuite('aliyun-pds', {}));
    expect(error).toMatchObject({ code: 'invalid_option' });
    expect(error.message).toContain(
      'no call was given, so nothing would be tested; name one after an operation: requestToken,',
    );
  });

  test('without calls at all too', async () => {
    const error = await rejection((createClientSuite as (document: string) => Promise<unknown>)('aliyun-pds'));
    expect(error).toMatchObject({ name: 'ContractError', code: 'invalid_option' });
  });

  test('of an operation that is not there', async () => {
    const error = await rejection(createClientSuite('aliyun-pds', { getToken: () => undefined }));
    expect(error).toMatchObject({ code: 'unknown_operation' });
    expect(error.message).toBe(
      'specs/aliyun-pds.yaml: there is no operation "getToken"; there are requestToken, refreshAccountToken, revokeAccountToken, authorize.',
    );
  });
});
