import { canary, everyView, leaksOf } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TransportError } from '../src/errors.ts';
import { toTransportError, wasNotSent } from '../src/http/network-error.ts';
import { createRedactor } from '../src/provider.ts';

function failed(cause: object): Error {
  return Object.assign(new TypeError('fetch failed'), { cause });
}

function system(code: string, syscall: string): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
}

/** As the runtimes themselves threw them; `pnpm runtimes` makes them do it again. */
describe('L9: surely not sent', () => {
  it.each([
    ['Node.js: refused', failed(system('ECONNREFUSED', 'connect'))],
    [
      'Node.js: refused on each address',
      failed(
        Object.assign(new AggregateError([system('ECONNREFUSED', 'connect'), system('ENETUNREACH', 'connect')]), {
          code: 'ECONNREFUSED',
        }),
      ),
    ],
    ['Node.js: unknown host', failed(system('ENOTFOUND', 'getaddrinfo'))],
    ['Node.js: no name server', failed(system('EAI_AGAIN', 'getaddrinfo'))],
    [
      'Node.js: connecting took too long',
      failed(
        Object.assign(new Error('Connect Timeout Error'), {
          name: 'ConnectTimeoutError',
          code: 'UND_ERR_CONNECT_TIMEOUT',
        }),
      ),
    ],
    ['Node.js: the system gave up connecting', failed(system('ETIMEDOUT', 'connect'))],
    [
      'Node.js: certificate',
      failed(Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })),
    ],
    [
      'Bun: refused',
      Object.assign(new TypeError('ECONNREFUSED: Unable to connect.'), { code: 'ECONNREFUSED', errno: 0 }),
    ],
    ['Bun before 1.4: refused', Object.assign(new Error('Unable to connect.'), { code: 'ConnectionRefused' })],
    [
      'Deno: refused',
      failed(
        new Error('error sending request for url (http://127.0.0.1:4/): client error (Connect): tcp connect error'),
      ),
    ],
    [
      'Deno: in one sentence',
      new TypeError('error sending request for url (https://a.invalid/): client error (Connect): dns error'),
    ],
  ])('%s', (_name, error) => {
    expect(wasNotSent(error)).toBe(true);
    expect(toTransportError(error, 'https://a.example', (text) => text)).toMatchObject({
      code: 'request_not_sent',
      outcome: 'not-sent',
    });
  });
});

describe('L9: anything else has an unknown outcome', () => {
  it.each([
    ['Node.js: reset', failed(system('ECONNRESET', 'read'))],
    [
      'Node.js: closed',
      failed(Object.assign(new Error('other side closed'), { name: 'SocketError', code: 'UND_ERR_SOCKET' })),
    ],
    ['Node.js: the network went away while reading', failed(system('EHOSTUNREACH', 'read'))],
    ['Node.js: the connection timed out while reading', failed(system('ETIMEDOUT', 'read'))],
    [
      'Node.js: one address was refused, the other reset',
      failed(
        Object.assign(new AggregateError([system('ECONNREFUSED', 'connect'), system('ECONNRESET', 'read')]), {
          code: 'ECONNREFUSED',
        }),
      ),
    ],
    ['Node.js: headers took too long', failed(Object.assign(new Error('x'), { code: 'UND_ERR_HEADERS_TIMEOUT' }))],
    [
      'Bun: closed',
      Object.assign(new TypeError('The socket connection was closed unexpectedly.'), { code: 'ECONNRESET' }),
    ],
    [
      'Deno: closed',
      failed(
        new Error(
          'error sending request from 127.0.0.1:1 for http://a/ (127.0.0.1:2): client error (SendRequest): closed',
        ),
      ),
    ],
    ['Deno: words of somebody else', new Error('the proxy said: client error (Connect)')],
    [
      'workerd: refused or closed, it does not say',
      Object.assign(new Error('Network connection lost.'), { retryable: true }),
    ],
    ['browsers: refused or closed, they do not say', new TypeError('Failed to fetch')],
    ['no error', undefined],
    ['a text', 'ECONNREFUSED'],
    ['an empty aggregate', new AggregateError([])],
    ['a cause too deep to be found', failed(failed(failed(failed(failed(failed(system('ECONNREFUSED', 'connect')))))))],
  ])('%s', (_name, error) => {
    expect(wasNotSent(error)).toBe(false);
    expect(toTransportError(error, 'https://a.example', (text) => text)).toMatchObject({
      code: 'connection_lost',
      outcome: 'unknown',
    });
  });

  it('an error that is its own cause ends', () => {
    const error: Error & { cause?: unknown } = new Error('circle');
    error.cause = error;
    expect(wasNotSent(error)).toBe(false);
    expect(toTransportError(error, 'https://a.example', (text) => text).outcome).toBe('unknown');
  });

  it('W7: any value becomes a TransportError that does not show the secret', () => {
    const redact = createRedactor([canary]);
    const texts = fc.oneof(fc.constant(canary), fc.constant(encodeURIComponent(canary)), fc.string());
    const errors = fc.letrec<{ error: unknown }>((tie) => ({
      error: fc.oneof(
        { maxDepth: 5 },
        fc.anything(),
        fc.record(
          { name: texts, message: texts, code: texts, cause: tie('error'), config: texts },
          { requiredKeys: [] },
        ),
        fc.record({ errors: fc.array(tie('error')), message: texts }),
      ),
    })).error;
    fc.assert(
      fc.property(errors, (error) => {
        const made = toTransportError(error, 'https://a.example', redact);
        expect(TransportError.isInstance(made)).toBe(true);
        expect(leaksOf(canary, everyView(made))).toEqual([]);
      }),
    );
  });
});
