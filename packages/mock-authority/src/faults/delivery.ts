import type { WireResponse } from '../wire/message.ts';
import { EXCLUSIVE } from './fault.ts';
import type { Fault } from './fault.ts';

/** How an answer goes out. */
export interface Delivery {
  readonly response: WireResponse;
  /** What is done with the connection. `lost`: ended without an answer. `reset`: reset without one. */
  readonly ending: 'complete' | 'lost' | 'reset' | 'truncated' | 'endless';
  /** Milliseconds of real time before the first byte. */
  readonly delayMs: number;
  /** Milliseconds of real time between two pieces of the body; undefined: in one piece. */
  readonly slowMs: number | undefined;
  /** How far the `Date` header is off. */
  readonly skewMs: number;
  /** How many bytes of the body go out when it is truncated. */
  readonly keepBytes: number;
}

/** What goes wrong with one request: the effects of all faults it meets. */
function merge(faults: readonly Fault[]): { readonly main: Fault; readonly added: Fault } {
  const main = faults.find((fault) => EXCLUSIVE.some((field) => fault[field] !== undefined)) ?? {};
  const added = faults.reduceRight<Fault>((merged, fault) => Object.assign(merged, fault), {});
  return { main, added };
}

function withContentType(response: WireResponse, contentType: string | undefined): WireResponse {
  if (contentType === undefined) return response;
  return { ...response, headers: { ...response.headers, 'content-type': contentType } };
}

function redirectFor(fault: Fault, status: number, path: string): WireResponse {
  return { status, headers: { location: fault.location ?? `https://elsewhere.example${path}` }, body: '' };
}

function bytesKept(fault: Fault, body: string): number {
  const length = new TextEncoder().encode(body).length;
  return typeof fault.truncated === 'number' ? Math.min(fault.truncated, length) : Math.floor(length / 2);
}

/**
 * Applies faults to one exchange; of two that exclude each other the one set first wins. `handle` lets the request
 * take effect and is called only if it is to; `errorAnswer` makes the error that a fault asks for.
 */
export async function deliver(
  faults: readonly Fault[],
  path: string,
  handle: () => Promise<WireResponse>,
  errorAnswer: (fault: Fault, status: number) => WireResponse,
): Promise<Delivery> {
  const { main, added } = merge(faults);
  const how = { delayMs: added.delayMs ?? 0, slowMs: added.slowMs, skewMs: added.skewMs ?? 0, keepBytes: 0 };
  if (main.reset) return { ...how, response: { status: 0, headers: {}, body: '' }, ending: 'reset' };

  let response: WireResponse;
  if (main.status !== undefined) response = errorAnswer(main, main.status);
  else if (main.redirect !== undefined) response = redirectFor(main, main.redirect, path);
  else response = await handle();
  if (main.errorIn200) response = { ...errorAnswer(main, 400), status: 200 };
  response = withContentType(response, added.contentType);

  if (main.lost) return { ...how, response, ending: 'lost' };
  if (main.endless) return { ...how, response, ending: 'endless' };
  if (main.truncated !== undefined) {
    return { ...how, response, ending: 'truncated', keepBytes: bytesKept(main, response.body) };
  }
  if (main.oversizedBytes !== undefined) {
    response = { ...response, body: response.body.padStart(main.oversizedBytes, ' ') };
  }
  return { ...how, response, ending: 'complete' };
}
