import type { Fault } from './faults/fault.ts';
import type { TwinState } from './state/twin-state.ts';
import type { WireRequest, WireResponse } from './wire/message.ts';
import type { Refusal } from './wire/refusal.ts';

/** What a route answers a request with. Throws a {@link Refusal} for a request that is not accepted. */
export type Route = (request: WireRequest, state: TwinState, requestId: string) => Promise<WireResponse> | WireResponse;

/** What the parts of the mock need to know about one provider. */
export interface ProviderTwin {
  /** Routes by `METHOD path`, both exact. */
  readonly routes: Readonly<Record<string, Route>>;
  /** Those of them that pages of the allowed origins may call by script. */
  readonly routesOfPages: readonly string[];
  /** The answer to a path that has no route, or to a method that a path does not know. */
  readonly noRoute: (request: WireRequest, allowed: readonly string[]) => Refusal;
  /** The answer to a body above the cap. */
  readonly bodyTooLarge: (maxBytes: number) => Refusal;
  /** A refusal in the provider's shape, under the traits in force. */
  readonly refusalResponse: (refusal: Refusal, state: TwinState, requestId: string) => WireResponse;
  /** The error answer that a fault asks for. */
  readonly faultResponse: (fault: Fault, status: number, state: TwinState, requestId: string) => WireResponse;
  /** Headers that every answer has. */
  readonly commonHeaders: (requestId: string) => Readonly<Record<string, string>>;
}
