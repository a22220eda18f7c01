import { failureOf } from '@tokenwright/test-support';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../src/errors.ts';
import { readBeginning, requireResponse } from '../src/provider.ts';

/** A body in pieces, which counts what was asked of it. */
function pieces(next: (index: number) => Uint8Array | 'end' | 'cut'): { body: ReadableStream; pulled: () => number } {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = next(pulled);
        pulled += 1;
        if (piece === 'end') controller.close();
        else if (piece === 'cut') controller.error(new Error('cut'));
        else controller.enqueue(piece);
      },
      // Some never end it; nobody waits for that.
      cancel: () => new Promise<void>(() => undefined),
    },
    { highWaterMark: 0 },
  );
  return { body, pulled: () => pulled };
}

describe('readBeginning', () => {
  test('gives status, headers, text and JSON of what fits', async () => {
    const headers = { 'x-request-id': 'r-1' };
    const read = await readBeginning(Response.json({ code: 'Zoë' }, { status: 403, headers }));
    expect(read).toMatchObject({ status: 403, text: '{"code":"Zoë"}', json: { code: 'Zoë' } });
    expect(read.headers.get('x-request-id')).toBe('r-1');
    expect(await readBeginning(new Response(null, { status: 401 }))).toMatchObject({ text: '', json: undefined });
  });

  test('reads 64 KiB of a body without an end, and waits neither for more nor for its cancelling', async () => {
    const { body, pulled } = pieces(() => new Uint8Array(16_384).fill(32));
    expect((await readBeginning(new Response(body))).text).toHaveLength(65_536);
    expect(pulled()).toBe(4);
    const inOnePiece = JSON.stringify({ code: 'x'.repeat(70_000) });
    expect(await readBeginning(new Response(inOnePiece))).toMatchObject({
      text: inOnePiece.slice(0, 65_536),
      json: undefined,
    });
  });

  test('keeps what came of a body that breaks off, characters in pieces put together', async () => {
    const bytes = new TextEncoder().encode('{"code":"Zoë"}');
    const whole = pieces((index) => (index < bytes.length ? bytes.subarray(index, index + 1) : 'end'));
    expect((await readBeginning(new Response(whole.body))).json).toEqual({ code: 'Zoë' });
    const broken = pieces((index) => (index < 5 ? bytes.subarray(index, index + 1) : 'cut'));
    expect(await readBeginning(new Response(broken.body))).toMatchObject({ text: '{"cod', json: undefined });
  });

  test('counts a body that somebody else is reading as none', async () => {
    const response = new Response('{"code":"x"}', { status: 401 });
    response.body?.getReader();
    expect(await readBeginning(response)).toMatchObject({ status: 401, text: '', json: undefined });
  });

  test('whatever the bytes, it gives a text and never fails', async () => {
    const bytes = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.boolean(), async (parts, breaks) => {
        const { body } = pieces((index) => parts[index] ?? (breaks ? 'cut' : 'end'));
        const { text } = await readBeginning(new Response(body));
        expect(text.length).toBeLessThanOrEqual(parts.reduce((sum, part) => sum + part.length, 0));
      }),
    );
  });

  test.each([undefined, null, 5, 'x', {}, []])('W5: what is no Response is named: %j', async (value) => {
    const error = await failureOf(ConfigurationError, () => requireResponse('isRejected', value));
    expect(error.message).toMatch(/^isRejected: the parameter "response" is .*; give a Response\.$/);
    expect(() => requireResponse('isRejected', new Response())).not.toThrow();
  });
});
