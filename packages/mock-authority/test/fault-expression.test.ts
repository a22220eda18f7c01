import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../src/index.ts';
import { createMockAuthority, formatFault, MockAuthorityError, parseFault } from '../src/index.ts';

const printable = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/u);
const duration = fc.integer({ min: 0, max: 100_000_000 });

const main: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>({ lost: true }, { reset: true }, { endless: true }, { truncated: true }, { errorIn200: true }),
  fc.record({ truncated: fc.nat(1000) }),
  fc.record({ oversizedBytes: fc.integer({ min: 1, max: 67_108_864 }) }),
  fc.record({ redirect: fc.constantFrom<301 | 302 | 303 | 307 | 308>(301, 302, 303, 307, 308), location: printable }),
  fc.record({ status: fc.integer({ min: 200, max: 599 }) }),
  fc.record({
    status: fc.integer({ min: 200, max: 599 }),
    error: printable,
    message: printable,
    retryAfter: printable,
  }),
  fc.record({ delayMs: duration }),
);

const range = fc
  .tuple(fc.integer({ min: 1, max: 1000 }), fc.oneof(fc.nat(1000), fc.constant(Number.POSITIVE_INFINITY)))
  .map(([from, length]): [number, number] => [from, from + length]);

const more: fc.Arbitrary<Fault> = fc.record(
  {
    contentType: printable,
    skewMs: fc.integer({ min: -1e9, max: 1e9 }),
    slowMs: duration,
    on: fc.array(range, { minLength: 1, maxLength: 4 }),
    path: fc.stringMatching(/^\/[a-z0-9/._*-]{0,20}$/u),
    method: fc.constantFrom('GET', 'POST'),
    grant: printable,
    times: fc.integer({ min: 1, max: 1e6 }),
  },
  { requiredKeys: [] },
);

const chance: fc.Arbitrary<Fault> = fc.oneof(
  fc.constant({}),
  fc.record({
    rate: fc.double({ min: 0, max: 1, noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
    seed: fc.nat(),
  }),
);

describe('fault expressions', () => {
  test('every fault is read back from what it is written as', () => {
    fc.assert(
      fc.property(main, more, chance, (first, second, third) => {
        const fault: Fault = { ...first, ...second, ...third };
        expect(parseFault(formatFault(fault))).toEqual(fault);
      }),
      { numRuns: 2000 },
    );
  });

  test('any text is a fault or a malformed_fault error, never anything else', () => {
    const words = fc.constantFrom(
      'lost',
      'status',
      '=',
      ';',
      '503',
      'on',
      '2-',
      'rate',
      '0.5',
      ' ',
      '%',
      '%zz',
      'delay',
      '1s',
      '__proto__',
      'constructor',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            expect(parseFault(formatFault(parseFault(text)))).toEqual(parseFault(text));
          } catch (error) {
            expect(error).toBeInstanceOf(MockAuthorityError);
            expect((error as MockAuthorityError).code).toBe('malformed_fault');
          }
        },
      ),
      { numRuns: 5000 },
    );
  });

  test.each([
    ['', 'it is empty'],
    ['  ;; ', 'it is empty'],
    ['statos=503', 'there is no term "statos"; the terms are lost, reset, status'],
    ['__proto__=1', 'there is no term "__proto__"'],
    ['status', 'status needs a value: an HTTP status from 200 to 599'],
    ['status=99', 'status takes an HTTP status from 200 to 599, not "99"'],
    ['status=abc', 'status takes'],
    ['lost=yes', 'lost takes no value, not "yes"'],
    ['status=503;status=500', 'status is there twice'],
    ['lost;reset', 'lost and reset exclude each other; set two faults'],
    ['on=2', 'it says when but not what; add one of lost'],
    ['lost;on=0', 'on takes counts from 1 such as 2 or 2,4 or 3-5 or 6-'],
    ['lost;on=5-3', 'on takes'],
    ['lost;rate=2', 'rate takes a share from 0 to 1'],
    ['lost;seed=1', 'seed belongs to rate'],
    ['lost;error=x', 'error and message belong to status or error-in-200'],
    ['lost;retry-after=2', 'retry-after belongs to status'],
    ['lost;location=/x', 'location belongs to redirect'],
    ['redirect=300', 'redirect takes 301, 302, 303, 307 or 308'],
    ['delay=fast', 'delay takes a duration such as 250ms or 2s'],
    ['delay=-1s', 'delay takes'],
    ['oversized=2gb', 'oversized takes a size up to 64mb'],
    ['lost;path=token', 'path takes a path that begins with /'],
    ['status=500;message=%zz', 'message takes a text of one line'],
    ['status=500;message=a%0ab', 'message takes a text of one line'],
  ])('%s is refused with a sentence', (expression, sentence) => {
    expect(() => parseFault(expression)).toThrow(sentence);
  });

  test('an object obeys the same grammar', () => {
    const authority = createMockAuthority({ provider: 'aliyun-pds' });
    authority.faults.add({ status: 503, retryAfter: '2', on: [[2, 2]] });
    expect(authority.faults.list()[0]?.expression).toBe('status=503;retry-after=2;on=2');
    expect(() => authority.faults.add({ status: 5 })).toThrow('status takes');
    expect(() => authority.faults.add({ stats: 5 } as Fault)).toThrow('there is no field "stats"');
    expect(() => createMockAuthority({ provider: 'aliyun-pds', faults: ['nope'] })).toThrow('there is no term');
  });
});
