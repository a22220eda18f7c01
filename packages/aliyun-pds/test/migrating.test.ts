import { readFileSync } from 'node:fs';
import path from 'node:path';
import { failureOf as failureOfKind } from '@tokenwright/test-support';
import { describe, expect, test } from 'vitest';
import * as pds from '../src/index.ts';
import { vendorClientOptions, vendorParameters } from '../src/vendor-names.ts';
import { page, tableAfter } from './migrating-page.ts';

const { ConfigurationError, PDSClient } = pds;
const failureOf = (work: () => unknown): Promise<InstanceType<typeof ConfigurationError>> =>
  failureOfKind(ConfigurationError, work);
const plain = (cell: string | undefined): string => (cell ?? '').replaceAll('`', '');
/** What an error says is to be used instead. */
const advice = (message: string): string => /is not taken here; (.*)\.$/s.exec(message)?.[1] ?? message;

describe('W5: the page on coming from the vendor’s SDK', () => {
  const options = tableAfter('<!-- options:');

  test('lists the options that are refused, all of them', () => {
    expect(options.map(([option]) => plain(option))).toEqual(Object.keys(vendorClientOptions));
  });

  test.each(options.map(([option, use]) => [plain(option), plain(use)] as const))(
    'says of the option %s what its error says',
    async (option, use) => {
      const error = await failureOf(() => new PDSClient({ domain_id: 'dom', [option]: 1 }));
      expect(error).toMatchObject({ code: 'unsupported_option', parameter: option });
      expect(use).toBe(advice(error.message));
    },
  );

  const parameters = tableAfter('<!-- parameters:').map(([name, use]) => [plain(name), plain(use)] as const);

  test('lists the parameters that a call refuses, all of them', () => {
    expect(parameters.map(([name]) => name)).toEqual(Object.keys(vendorParameters));
  });

  const client = new PDSClient({ domain_id: 'dom' });
  const calls: Readonly<Record<string, (params: never) => Promise<unknown>>> = {
    getUserJwtToken: (params) => client.getUserJwtToken(params),
    getServiceJwtToken: (params) => client.getServiceJwtToken(params),
    refreshJwtToken: (params) => client.refreshJwtToken(params),
    getTokenByCode: (params) => client.getTokenByCode(params),
    refreshToken: (params) => client.refreshToken(params),
    revoke: (params) => client.revoke(params),
  };
  const takes: Readonly<Record<string, readonly string[]>> = {
    user_id: ['getUserJwtToken'],
    client_secret: ['getTokenByCode', 'refreshToken'],
  };

  test.each(parameters)('says of the parameter %s what the error of each call says', async (name, use) => {
    for (const [call, send] of Object.entries(calls)) {
      if (takes[name]?.includes(call)) continue;
      const error = await failureOf(() => send({ [name]: 'x' } as never));
      expect(error).toMatchObject({ code: 'unsupported_parameter', parameter: name });
      expect(error.message.startsWith(`${call}: `)).toBe(true);
      expect(advice(error.message)).toBe(use);
    }
  });

  test.each(tableAfter('<!-- call options').map(([option, use]) => [plain(option), plain(use)] as const))(
    'says of the call option %s what its error says',
    async (option, use) => {
      const client = new PDSClient({ domain_id: 'dom' });
      const params = { client_id: 'a', refresh_token: 'r' };
      const error = await failureOf(() => client.refreshToken(params, { [option]: 1 }));
      expect(error).toMatchObject({ code: 'unsupported_option', parameter: option });
      expect(use).toBe(advice(error.message));
    },
  );

  test('lists the call options that are refused, all of them', async () => {
    const listed = tableAfter('<!-- call options').map(([option]) => plain(option));
    const axios = ['timeout', 'retryCount', 'returnResponse', 'cancelToken', 'params', 'data', 'responseType', 'auth'];
    const refused: string[] = [];
    for (const option of axios) {
      const client = new PDSClient({ domain_id: 'dom' });
      const call = (): unknown => client.refreshToken({ client_id: 'a', refresh_token: 'r' }, { [option]: 1 });
      if ((await failureOf(call)).code === 'unsupported_option') refused.push(option);
    }
    expect(listed).toEqual(refused);
  });

  const codes = tableAfter('<!-- codes').flatMap(([of = '', status, code]) =>
    of.split(', ').map((wireCode) => [plain(wireCode), Number(status), plain(code)] as const),
  );
  test.each(codes)('says that %s under HTTP %i is %s, and it is', async (wireCode, status, code) => {
    const fetch = async (): Promise<Response> => Response.json({ code: wireCode }, { status });
    const call = new PDSClient({ domain_id: 'dom', fetch }).refreshToken({ client_id: 'a', refresh_token: 'r' });
    await expect(call).rejects.toMatchObject({ name: 'AuthorityError', code, wireCode });
  });

  test('has a row for every code that the types complete', () => {
    const source = readFileSync(path.join(import.meta.dirname, '../src/known-values.ts'), 'utf8');
    const type = source.slice(
      source.indexOf('export type PdsErrorCode ='),
      source.indexOf('(string & {});\n\n/**\n * Whether'),
    );
    const known = [...type.matchAll(/'([^']+)'/g)].map(([, code]) => code);
    expect(known.length).toBeGreaterThan(20);
    expect(known.filter((code) => !codes.some(([listed]) => listed === code))).toEqual([]);
  });

  test('names only what this package has', () => {
    const names = [...page.matchAll(/`((?:create|to|get|refresh|is|parse|authorization)[A-Z]\w+)(?:\([^`]*)?`/g)];
    expect(names.length).toBeGreaterThan(15);
    for (const [, name = ''] of names) expect(Object.keys(pds), name).toContain(name);
    const classes = [...page.matchAll(/`(\w+Error)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'PDSError');
    for (const name of classes) {
      if (['ServerError', 'ClientError', 'InternalError'].includes(name)) continue;
      expect(Object.keys(pds), name).toContain(name);
    }
  });
});
