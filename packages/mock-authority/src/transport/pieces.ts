import type { Delivery } from '../faults/delivery.ts';

const PIECE_BYTES = 16;
/** One piece of a body that never ends: blanks, which JSON allows before a value (RFC 8259 section 2). */
const ENDLESS_PIECE: Uint8Array<ArrayBuffer> = new Uint8Array(16_384).fill(0x20);

/** Waits in real time; ends early, without an error, when the signal fires. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

/** The body of a delivery as the pieces it goes out in. Ends when it is complete, cut, or no longer wanted. */
export async function* piecesOf(
  delivery: Delivery,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  if (delivery.ending === 'endless') {
    while (!signal.aborted) {
      yield ENDLESS_PIECE;
      // A turn of the event loop, or other requests would starve.
      await wait(Math.max(1, delivery.slowMs ?? 0), signal);
    }
    return;
  }
  const whole: Uint8Array<ArrayBuffer> = new TextEncoder().encode(delivery.response.body);
  const bytes = delivery.ending === 'truncated' ? whole.subarray(0, delivery.keepBytes) : whole;
  if (delivery.slowMs === undefined) {
    if (bytes.length > 0) yield bytes;
    return;
  }
  for (let start = 0; start < bytes.length && !signal.aborted; start += PIECE_BYTES) {
    if (start > 0) await wait(delivery.slowMs, signal);
    yield bytes.subarray(start, start + PIECE_BYTES);
  }
}
