import type { ServerResponse } from 'node:http';
import type { MockAuthority } from '../authority.ts';

const SWEEP_MS = 1000;
/** A page that reads slower than things happen is dropped; it connects again and starts from the ledger. */
const MAX_BEHIND_BYTES = 1_048_576;

/** Sends each new entry of the ledger as a server-sent event (HTML Living Standard section 9.2). */
export function streamEvents(authority: MockAuthority, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(`retry: 1000\nevent: hello\ndata: ${JSON.stringify({ now: authority.clock.now() })}\n\n`);
  const unsubscribe = authority.subscribe((entry) => {
    if (response.writableLength > MAX_BEHIND_BYTES) response.destroy();
    else response.write(`id: ${entry.sequence}\ndata: ${JSON.stringify({ now: authority.clock.now(), entry })}\n\n`);
  });
  // Expiry is noticed when someone looks; while a page is open, someone does.
  const timer = setInterval(() => {
    authority.ledger();
  }, SWEEP_MS);
  timer.unref();
  response.on('close', () => {
    clearInterval(timer);
    unsubscribe();
  });
}
