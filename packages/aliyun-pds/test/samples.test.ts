import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createFakeClock } from '@tokenwright/core/testing';
import { everyView, leaksOf } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AuthorityError,
  createPdsContext,
  createPdsSessionTokenSource,
  InvalidResponseError,
  isPdsTokenRejected,
  LoginRequiredError,
  refreshJwtToken,
  refreshToken,
  revoke,
  type PdsContext,
  type PdsTokenInfo,
} from '../src/index.ts';
import { errorSamples, tokenSamples } from './samples.ts';

const refresh = (answer: () => Response): Promise<PdsTokenInfo> =>
  refreshToken(createPdsContext({ domain_id: 'dom', fetch: async () => answer() }), {
    client_id: 'app',
    refresh_token: 'refresh-1',
  });

describe('a token answer', () => {
  test.each(tokenSamples.map((sample) => [sample.name, sample] as const))(
    'L15, W4: %s keeps its fields, and its numbers are made uniform',
    async (_name, { body, changed }) => {
      expect(await refresh(() => Response.json(body))).toEqual({ ...body, ...changed });
    },
  );

  test.each(tokenSamples.map((sample) => [sample.name, sample] as const))(
    '%s serves from a source, without its refresh token, until expires_in is over',
    async (_name, { body, changed }) => {
      const clock = createFakeClock();
      const source = createPdsSessionTokenSource({ domainId: 'dom', clientId: 'app', sessionId: 's', clock });
      const adopted = await source.adopt(() => refresh(() => Response.json(body)));
      const { refresh_token: _kept, ...shown } = { ...body, ...changed };
      expect(adopted.wire).toEqual(shown);
      expect(adopted.expiresAtMs).toBe(clock.now() + Number(body['expires_in']) * 1000);
      expect(adopted.accessToken).toBe(body['access_token']);
      await source.close();
    },
  );
});

describe('W6: an error answer', () => {
  test.each(errorSamples.map((sample) => [sample.name, sample] as const))('%s', async (_name, sample) => {
    const { status, headers = {}, body, error: expected } = sample;
    const error: unknown = await refresh(() => new Response(body, { status, headers })).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(AuthorityError);
    expect(error).toMatchObject({ status, ...expected });
  });

  test.each(errorSamples.map((sample) => [sample.name, sample] as const))(
    'L13: met by a session that refreshes: %s',
    async (_name, { status, headers = {}, body, session }) => {
      let requests = 0;
      const source = createPdsSessionTokenSource({
        domainId: 'dom',
        clientId: 'app',
        sessionId: 's',
        clock: createFakeClock(),
        initial: { access_token: 'a', refresh_token: 'r', expires_in: 7200 },
        fetch: async () => {
          requests += 1;
          return new Response(body, { status, headers });
        },
      });
      const { accessToken } = await source.getToken();
      const error: unknown = await source.renew({ reason: 'test' }).catch((reason: unknown) => reason);
      expect(LoginRequiredError.isInstance(error)).toBe(session === 'login');
      // Never a retry, and the token that serves goes on to its end.
      expect(requests).toBe(1);
      expect((await source.getToken()).accessToken).toBe(accessToken);
      expect(requests).toBe(1);
    },
  );
});

describe('W6: whatever answers', () => {
  const secret = 'refresh-1-is-long-enough-to-be-looked-for';
  const words = fc.constantFrom(
    'InvalidParameter.Code',
    'TokenExpired',
    secret,
    '',
    '<h1>',
    '\u0000',
    '"}',
    '__proto__',
  );
  const value = fc.oneof(words, fc.jsonValue(), fc.constant(7200), fc.constant('Bearer'), fc.constant(null));
  const names = fc.constantFrom(
    'code',
    'Code',
    'message',
    'Message',
    'requestId',
    'access_token',
    'token_type',
    'expires_in',
    'refresh_token',
    'default_drive_id',
    'expire_time',
    'error',
    '__proto__',
    'toString',
  );
  const body = fc.oneof(
    fc.dictionary(names, value).map((fields) => new TextEncoder().encode(JSON.stringify(fields))),
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(words, words).map(([one, two]) => new TextEncoder().encode(`<Error><Code>${one}</Code>${two}</Error>`)),
  );
  const headers = fc.dictionary(
    fc.constantFrom('x-ca-error-code', 'x-ca-error-message', 'x-ca-request-id', 'content-type', 'retry-after', 'date'),
    fc.stringMatching(/^[\x20-\x7e]{0,40}$/),
  );
  const status = fc.constantFrom(200, 200, 200, 201, 204, 304, 400, 401, 403, 404, 408, 429, 500, 503, 599);
  const answers = fc.tuple(status, headers, body).map(([code, fields, bytes]) => (): Response => {
    return new Response([204, 304].includes(code) ? null : bytes, { status: code, headers: fields });
  });
  const login = { client_id: 'app', refresh_token: secret };
  type Call = (context: PdsContext) => Promise<PdsTokenInfo | void>;
  const calls: Readonly<Record<string, Call>> = {
    'a form is answered': (context) => refreshToken(context, login),
    'JSON is answered': (context) => refreshJwtToken(context, login),
    'a revocation is answered': (context) => revoke(context, login),
  };

  test.each(Object.entries(calls))(
    '%s: a result or a typed error comes of it, and no secret shows',
    async (_name, call) => {
      await fc.assert(
        fc.asyncProperty(answers, async (answer) => {
          const context = createPdsContext({ domain_id: 'dom', fetch: async () => answer() });
          const outcome: unknown = await call(context).catch((reason: unknown) => reason);
          if (outcome instanceof Error) {
            expect(AuthorityError.isInstance(outcome) || InvalidResponseError.isInstance(outcome)).toBe(true);
            expect(leaksOf(secret, everyView(outcome))).toEqual([]);
            return;
          }
          expect(answer().ok).toBe(true);
          if (call === calls['a revocation is answered']) return;
          const { access_token, expires_in } = outcome as PdsTokenInfo;
          expect(access_token).toBeTypeOf('string');
          expect(access_token).not.toBe('');
          if (expires_in !== undefined) expect(Number.isInteger(expires_in)).toBe(true);
          expect(Object.getPrototypeOf(outcome)).toBe(Object.prototype);
        }),
        { numRuns: 300 },
      );
    },
    60_000,
  );

  test('L19: isPdsTokenRejected says yes or no, and yes to nothing below 400', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async (answer) => {
        const rejected = await isPdsTokenRejected(answer());
        expect(rejected).toBeTypeOf('boolean');
        expect(rejected && answer().status < 400).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

test('the codes that the types complete are those of the document', () => {
  const document = readFileSync(path.join(import.meta.dirname, '../../../specs/aliyun-pds.yaml'), 'utf8');
  const known = (schema: string): string[] => {
    const start = document.lastIndexOf(`    ${schema}:\n`);
    const end = document.slice(start + 1).search(/\n {4}\w/) + start;
    return [...document.slice(start, end).matchAll(/- value: (\S+)/g)].map(([, value = '']) => value);
  };
  const source = readFileSync(path.join(import.meta.dirname, '../src/known-values.ts'), 'utf8');
  const inType = (name: string): string[] => {
    const text = source.slice(source.indexOf(`export type ${name} =`));
    return [...text.slice(0, text.indexOf('(string & {})')).matchAll(/'([^']+)'/g)].map(([, value = '']) => value);
  };
  expect(inType('PdsErrorCode')).toEqual([...known('ErrorCode'), ...known('GatewayErrorCode')]);
  expect(known('ErrorCode').length).toBeGreaterThan(20);
  expect(inType('PdsRole')).toEqual(known('TokenResponse'));
  expect(inType('PdsRole')).toContain('subdomain_admin');
});
