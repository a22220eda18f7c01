import type { Fault } from '../faults/fault.ts';
import type { TwinState } from '../state/twin-state.ts';
import type { OneAccessErrorShape } from '../traits.ts';
import { jsonResponse } from '../wire/message.ts';
import type { WireResponse } from '../wire/message.ts';
import type { Refusal, RefusalDetails } from '../wire/refusal.ts';

type Pair = Readonly<Record<string, string>>;

function oauthPair({ code, message }: RefusalDetails): Pair {
  return { error: code, ...(message !== undefined && { error_description: message }) };
}

function codedPair({ coded, code, message }: RefusalDetails): Pair {
  return { error_code: coded?.code ?? code, error_msg: coded?.message ?? message ?? code };
}

const SHAPES: Readonly<Record<OneAccessErrorShape, (details: RefusalDetails) => Pair>> = {
  documented: (details) => (details.coded?.documented ? codedPair(details) : oauthPair(details)),
  oauth: oauthPair,
  coded: codedPair,
  both: (details) => ({ ...oauthPair(details), ...codedPair(details) }),
};

function bodyOf(details: RefusalDetails, state: TwinState): Pair {
  return SHAPES[state.options.traits.oneAccessErrorShape](details);
}

/** A refusal in the shape that the trait names. */
export function oneAccessRefusalResponse(refusal: Refusal, state: TwinState): WireResponse {
  const { details } = refusal;
  const isClientError = details.code === 'invalid_client' && details.status === 401;
  const status = isClientError ? Number(state.options.traits.invalidClientStatus) : details.status;
  // A challenge belongs to 401.
  return jsonResponse(status, bodyOf(details, state), status === details.status ? details.headers : {});
}

/** What a fault that names only a status is answered with. x-guess as a whole, as the documents say. */
const ERROR_BY_STATUS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['invalid_request', 'Invalid request'],
  401: ['unauthorized', 'Full authentication is required to access this resource'],
  429: ['too_many_requests', 'Too many requests'],
  500: ['server_error', 'Internal server error'],
  503: ['temporarily_unavailable', 'Service unavailable'],
};

/** The error that a fault asks for. A code with a dot, such as APP.0001, is of the coded pair. */
export function oneAccessFaultResponse(fault: Fault, status: number, state: TwinState): WireResponse {
  const [usualCode, usualMessage] =
    ERROR_BY_STATUS[status] ??
    (status < 500 ? ['invalid_request', 'Invalid request'] : ['server_error', 'Internal server error']);
  const code = fault.error ?? usualCode;
  const message = fault.message ?? (fault.error === undefined ? usualMessage : undefined);
  const coded = code.includes('.') ? { coded: { code, message: message ?? code, documented: true } } : {};
  const details: RefusalDetails = { status, code, problem: '', ...(message !== undefined && { message }), ...coded };
  return jsonResponse(
    status,
    bodyOf(details, state),
    fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter },
  );
}
