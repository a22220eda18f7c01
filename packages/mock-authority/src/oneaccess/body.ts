import { decodeForm, decodeUtf8 } from '../wire/form.ts';
import { mediaTypeOf } from '../wire/message.ts';
import type { WireRequest } from '../wire/message.ts';
import { invalidRequest } from './refusals.ts';

/** The fields of a form-encoded body; none for an empty body, whatever its content type. */
export function formFields(request: WireRequest): ReadonlyMap<string, string> {
  if (request.body.length === 0) return new Map();
  if (mediaTypeOf(request.headers) !== 'application/x-www-form-urlencoded') {
    throw invalidRequest('Unsupported content type', 'the content type is not application/x-www-form-urlencoded');
  }
  const text = decodeUtf8(request.body);
  if (text === undefined) throw invalidRequest('Malformed request body', 'the body is not UTF-8');
  const form = decodeForm(text);
  if (!form.ok) throw invalidRequest('Malformed request body', form.problem);
  return form.fields;
}

/** The fields of the query. */
export function queryFields(request: WireRequest): ReadonlyMap<string, string> {
  const form = decodeForm(request.url.search.slice(1));
  if (!form.ok) throw invalidRequest('Malformed query', form.problem.replace('form', 'query'));
  return form.fields;
}

/** The value of a parameter that has to be there and not empty. x-guess: the text. */
export function required(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (value === undefined || value === '') {
    throw invalidRequest(`The '${name}' parameter is required.`, `${name} is ${value === '' ? 'empty' : 'missing'}`);
  }
  return value;
}
