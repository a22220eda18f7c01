import { assert, asyncProperty, integer } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMockAuthority, MockAuthorityError } from '../src/index.ts';
import type { MockAuthority } from '../src/index.ts';

/** A twin that keeps five requests, after some to paths that tell which is which. */
async function twinAfter(requests: number): Promise<MockAuthority> {
  const authority = createMockAuthority({ provider: 'aliyun-pds', retention: { requests: 5 } });
  for (let number = 1; number <= requests; number += 1) await authority.fetch(`http://twin.example/request-${number}`);
  return authority;
}

describe('received({ last })', () => {
  test('shows the newest requests, oldest first, whether some were forgotten or not', () =>
    assert(
      asyncProperty(integer({ min: 0, max: 12 }), integer({ min: 0, max: 8 }), async (requests, last) => {
        const authority = await twinAfter(requests);
        const kept = authority.received().map(({ path }) => path);
        const all = Array.from({ length: requests }, (_, index) => `/request-${index + 1}`);
        expect(kept).toEqual(all.slice(-5));
        expect(authority.received({ last }).map(({ path }) => path)).toEqual(last === 0 ? [] : kept.slice(-last));
      }),
    ));

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '1'])('refuses %s', async (last) => {
    const authority = await twinAfter(1);
    const asked = (): unknown => authority.received({ last: last as number });
    expect(asked).toThrow(MockAuthorityError);
    expect(asked).toThrow(`last is ${last}; give how many requests to show, a whole number from 0 up`);
  });
});
