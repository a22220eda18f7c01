import type { Fault } from '../faults/fault.ts';
import type { TwinState } from '../state/twin-state.ts';
import type { PdsErrorShape } from '../traits.ts';
import { jsonResponse } from '../wire/message.ts';
import type { WireResponse } from '../wire/message.ts';
import type { Refusal } from '../wire/refusal.ts';

/** An error before it has a shape. */
interface PdsError {
  readonly status: number;
  readonly code: string;
  readonly message: string | undefined;
}

/** What a fault that names only a status is answered with. */
const ERROR_BY_STATUS: Readonly<Record<number, PdsError>> = {
  400: { status: 400, code: 'InvalidParameter', message: 'The input parameter is not valid.' },
  401: { status: 401, code: 'AccessTokenInvalid', message: 'not login' },
  403: { status: 403, code: 'Forbidden', message: 'User not authorized to operate on the specified APIs.' },
  404: { status: 404, code: 'NotFound', message: 'The resource cannot be found.' },
  409: { status: 409, code: 'AlreadyExist', message: 'The resource already exists.' },
  429: { status: 429, code: 'TooManyRequests', message: 'Too many requests' },
  500: { status: 500, code: 'InternalError', message: 'The request has been failed due to some unknown error.' },
  503: { status: 503, code: 'ServiceUnavailable', message: 'The service is unavailable.' },
  504: { status: 504, code: 'D504TO', message: 'timeout' },
};

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The request id of a body: `null` as recorded, the true one, or none. */
function bodyRequestId(name: string, requestId: string, state: TwinState): Record<string, string | null> {
  const trait = state.options.traits.errorRequestId;
  if (trait === 'absent') return {};
  return { [name]: trait === 'value' ? requestId : null };
}

/** Every shape that an error of PDS is known to have. Each is given the headers of the exchange by the pipeline. */
const SHAPES: Readonly<Record<PdsErrorShape, (error: PdsError, state: TwinState, requestId: string) => WireResponse>> =
  {
    json: ({ status, code, message }, state, requestId) =>
      jsonResponse(status, {
        code,
        ...(message !== undefined && { message, ...bodyRequestId('requestId', requestId, state) }),
      }),
    capitalised: ({ status, code, message }, _state, requestId) =>
      jsonResponse(status, { Code: code, ...(message !== undefined && { Message: message }), RequestId: requestId }),
    gateway: ({ status, code, message }) => ({
      status,
      headers: {
        // The document gives 404 an empty text and 504 no body at all.
        ...(status === 404 && { 'content-type': 'text/plain' }),
        'x-ca-error-code': code,
        ...(message !== undefined && { 'x-ca-error-message': message.trim() }),
      },
      body: '',
    }),
    xml: ({ status, code, message }, _state, requestId) => ({
      status,
      headers: { 'content-type': 'application/xml' },
      body:
        `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${escapeMarkup(code)}</Code>` +
        `<Message>${escapeMarkup(message ?? '')}</Message><RequestId>${requestId}</RequestId></Error>`,
    }),
    html: ({ status, code, message }, _state, requestId) => ({
      status,
      headers: { 'content-type': 'text/html;charset=UTF-8' },
      body: `<h1>${escapeMarkup((message ?? code).trim())} Please refer to document. RequestId:${requestId}</h1><h2>${status}</h2>`,
    }),
    text: ({ status, code }) => ({ status, headers: { 'content-type': 'text/plain;charset=UTF-8' }, body: code }),
  };

function shaped(error: PdsError, state: TwinState, requestId: string): WireResponse {
  // The gateway's own answers come before the API and have no other shape.
  const shape = /^[A-Z]\d{3}[A-Z]{2}$/u.test(error.code) ? 'gateway' : state.options.traits.pdsErrorShape;
  const response = SHAPES[shape](error, state, requestId);
  return { ...response, headers: { 'cache-control': 'no-store', ...response.headers } };
}

/** A refusal in the shape that the trait names. */
export function pdsRefusalResponse(refusal: Refusal, state: TwinState, requestId: string): WireResponse {
  const { status, code, message } = refusal.details;
  return shaped({ status, code, message }, state, requestId);
}

/** The error that a fault asks for. A fault with a code and no text is answered with the code alone. */
export function pdsFaultResponse(fault: Fault, status: number, state: TwinState, requestId: string): WireResponse {
  const usual = ERROR_BY_STATUS[status] ?? {
    status,
    code: status < 500 ? 'InvalidParameter' : 'InternalError',
    message: `status ${status}`,
  };
  const error = {
    status,
    code: fault.error ?? usual.code,
    message: fault.message ?? (fault.error === undefined ? usual.message : undefined),
  };
  const response = shaped(error, state, requestId);
  if (fault.retryAfter === undefined) return response;
  return { ...response, headers: { ...response.headers, 'retry-after': fault.retryAfter } };
}
