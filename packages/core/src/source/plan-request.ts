import { RequestTimeoutError } from '../errors.ts';
import type { PlanRequest, SourcePlan } from './source-options.ts';
import type { TokenSlot } from './token-slot.ts';
import type { TokenWire } from './token-wire.ts';
import { within } from './waiting.ts';

/** One call of a provider, in the time it has. What is given up goes on at the authority, and nobody knows how it ended. */
export async function call<Wire extends TokenWire, T>(
  slot: TokenSlot<Wire>,
  plan: SourcePlan<Wire>,
  send: (request: PlanRequest) => Promise<T>,
  {
    signal,
    timeoutMs,
    background = false,
  }: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly background?: boolean },
): Promise<T> {
  const clockOffsetMs = slot.wall.offsets?.get(plan.authority) ?? 0;
  const request = { signal, timeoutMs, clockOffsetMs };
  // Only the calls of a pool know keys.
  const told = slot.poolKey === undefined ? (request as PlanRequest) : { ...request, key: slot.poolKey };
  return within(
    plan.clock,
    send(told),
    timeoutMs,
    () =>
      new RequestTimeoutError(
        timeoutMs,
        `The exchange was not finished within ${timeoutMs} ms; whether it was carried out is unknown.`,
      ),
    background,
  );
}

/** Ends a refresh token at the authority, where the provider can. */
export async function revoke<Wire extends TokenWire>(
  slot: TokenSlot<Wire>,
  plan: SourcePlan<Wire>,
  refreshToken: string | undefined,
  controller: AbortController = new AbortController(),
): Promise<void> {
  const { revoke: send, requestTimeoutMs: timeoutMs } = plan;
  if (send === undefined || typeof refreshToken !== 'string' || refreshToken === '') return;
  try {
    await call(slot, plan, (request) => send({ ...request, refreshToken }), { signal: controller.signal, timeoutMs });
  } catch (error) {
    // Ends the request itself too, if it has only been given up.
    controller.abort();
    throw error;
  }
}
