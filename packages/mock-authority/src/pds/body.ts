import { decodeForm, decodeUtf8 } from '../wire/form.ts';
import { mediaTypeOf } from '../wire/message.ts';
import type { WireRequest } from '../wire/message.ts';
import { wrongFormat, wrongJson } from './refusals.ts';

/** The fields of a form-encoded body. */
export function formFields(request: WireRequest): ReadonlyMap<string, string> {
  if (mediaTypeOf(request.headers) !== 'application/x-www-form-urlencoded') {
    throw wrongFormat(undefined, 'the content type is not application/x-www-form-urlencoded');
  }
  const text = decodeUtf8(request.body);
  if (text === undefined) throw wrongFormat(undefined, 'the body is not UTF-8');
  const form = decodeForm(text);
  if (!form.ok) throw wrongFormat(form.field, form.problem);
  return form.fields;
}

/** The fields of the query. */
export function queryFields(request: WireRequest): ReadonlyMap<string, string> {
  const form = decodeForm(request.url.search.slice(1));
  if (!form.ok) throw wrongFormat(form.field, form.problem.replace('form', 'query'));
  return form.fields;
}

/** The members of a JSON body; they have to be texts, `addition_data` aside. */
export function jsonFields(request: WireRequest): ReadonlyMap<string, string> {
  if (mediaTypeOf(request.headers) !== 'application/json') throw wrongJson('the content type is not application/json');
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(request.body) ?? '');
  } catch {
    throw wrongJson('the body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrongJson('the body is not a JSON object');
  const fields = new Map<string, string>();
  for (const [name, member] of Object.entries(value)) {
    if (name === 'addition_data') {
      const values: unknown[] = typeof member === 'object' && member !== null ? Object.values(member) : [undefined];
      if (Array.isArray(member) || values.some((item) => typeof item !== 'string')) {
        throw wrongFormat(name, 'addition_data is not a map of texts');
      }
    } else if (typeof member === 'string') {
      fields.set(name, member);
    } else {
      throw wrongFormat(name, 'a member of the body is not a text');
    }
  }
  return fields;
}
