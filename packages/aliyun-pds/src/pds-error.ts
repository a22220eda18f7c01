import type { AuthorityErrorCode } from '@tokenwright/core/errors';
import type { Answer, WireError } from '@tokenwright/core/provider';

/**
 * Reads every shape in which PDS is known to say no: JSON in lower and upper case, the headers of its gateway, XML,
 * an HTML page, plain text.
 */
export function readPdsError(answer: ReadableAnswer): WireError | undefined {
  const shape = fromJson(answer.json) ?? fromHeaders(answer.headers) ?? fromMarkup(answer);
  if (shape === undefined) return undefined;
  // The header is what the vendor's support asks for; the body often says null.
  const requestId = answer.headers.get('x-ca-request-id') ?? shape.requestId;
  return { ...shape, requestId, code: categoryOf(shape.wireCode, shape.wireMessage) };
}

/** The part of an answer that an error is read from. */
type ReadableAnswer = Pick<Answer, 'status' | 'headers' | 'text' | 'json'>;

type Shape = Omit<WireError, 'code'>;

function fromJson(json: unknown): Shape | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const fields = json as Record<string, unknown>;
  const wireCode = text(fields['code'] ?? fields['Code']);
  const wireMessage = text(fields['message'] ?? fields['Message']);
  if (wireCode === undefined && wireMessage === undefined) return undefined;
  return { wireCode, wireMessage, requestId: text(fields['requestId'] ?? fields['RequestId'] ?? fields['request_id']) };
}

function fromHeaders(headers: Headers): Shape | undefined {
  const wireCode = text(headers.get('x-ca-error-code'));
  const wireMessage = text(headers.get('x-ca-error-message'));
  return wireCode === undefined && wireMessage === undefined ? undefined : { wireCode, wireMessage };
}

/** Bodies that are no JSON. With a 2xx status they are no error of the authority but some page in between. */
function fromMarkup({ text: body, status, json }: ReadableAnswer): Shape | undefined {
  if (json !== undefined || body.trim() === '' || (status >= 200 && status < 300)) return undefined;
  const start = body.slice(0, 4096);
  const wireCode = element(start, 'Code');
  if (wireCode !== undefined)
    return { wireCode, wireMessage: element(start, 'Message'), requestId: element(start, 'RequestId') };
  const heading = element(start, 'h1');
  if (heading !== undefined) {
    const [message, requestId] = heading.split(/\s*RequestId:\s*/);
    return { wireMessage: text(message), requestId: text(requestId) };
  }
  return start.trimStart().startsWith('<') ? undefined : { wireMessage: start.trim() };
}

function element(markup: string, name: string): string | undefined {
  return text(new RegExp(`<${name}>([^<]{1,1000})</${name}>`, 'i').exec(markup)?.[1]?.trim());
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Codes are `Family.FieldInPascalCase`; with some, the field decides what is at fault. */
const byField: Readonly<Record<string, AuthorityErrorCode>> = {
  RefreshToken: 'invalid_grant',
  Code: 'invalid_grant',
  Assertion: 'invalid_grant',
  ClientId: 'invalid_client',
  ClientSecret: 'invalid_client',
  AppId: 'invalid_client',
  GrantType: 'unsupported_grant_type',
};

const byFamily: Readonly<Record<string, AuthorityErrorCode>> = {
  InvalidParameterExpired: 'invalid_grant',
  RefreshTokenExpired: 'invalid_grant',
  AccessTokenInvalid: 'invalid_token',
  TokenExpired: 'invalid_token',
  ShareLinkTokenInvalid: 'invalid_token',
  Forbidden: 'access_denied',
  ForbiddenNoPermission: 'access_denied',
};

const parameterAtFault = /input parameter (\w{1,40}) is not valid/i;

function categoryOf(wireCode: string | undefined, wireMessage: string | undefined): AuthorityErrorCode {
  const [family = '', field = fieldIn(wireMessage)] = (wireCode ?? '').split('.');
  // A parameter that was not sent is a fault of the request, whatever the parameter.
  if (/^InvalidParameter(Missing|Empty)$/.test(family)) return 'invalid_request';
  const known =
    byFamily[family] ??
    (family.startsWith('InvalidParameter') || wireCode === undefined ? byField[field ?? ''] : undefined);
  return known ?? (family.startsWith('Invalid') ? 'invalid_request' : 'authority_error');
}

/** `refresh_token` in the sentence is `RefreshToken` in the code. */
function fieldIn(message: string | undefined): string | undefined {
  const name = parameterAtFault.exec(message ?? '')?.[1];
  return name?.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
