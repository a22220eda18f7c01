import type { PrismOperation } from './document.ts';
import { isObject } from './json-pointer.ts';
import { isForm, isJson, type PlainRequest, type Violation } from './request.ts';

/** An operation with one branch of its body, once made: Prism compiles a schema once per object, and keeps it. */
const narrowed = new WeakMap<PrismOperation, Map<string, PrismOperation>>();

/**
 * Replaces the violations of every branch of a body's `oneOf` by those of the branch that was meant, so that a missing
 * `code` is not reported along with every field of the other grants. Prism judges the branch alone.
 */
export async function narrow(
  operation: PrismOperation,
  request: PlainRequest,
  violations: readonly Violation[],
  judgeBranch: (operation: PrismOperation) => Promise<readonly Violation[]>,
): Promise<readonly Violation[]> {
  const { body } = operation.request ?? {};
  const type = request.headers['content-type'];
  const content = body?.contents?.find(({ mediaType }) => type?.toLowerCase().startsWith(mediaType.toLowerCase()));
  const branches = (content?.schema?.oneOf ?? []).filter(isObject);
  const fields = fieldsOf(request);
  if (content === undefined || branches.length < 2 || fields === undefined) return violations;

  const selector = selectorOf(branches);
  const fitting = branches.filter((branch) => selector === undefined || accepts(branch, selector, fields[selector]));
  if (selector !== undefined && fitting.length === 0) {
    const faults = violations.filter(({ location }) => location === `request.body.${selector}`);
    return faults.length === 0 ? violations : faults;
  }
  const known = (branch: Record<string, unknown>): number => {
    const { properties } = branch;
    return isObject(properties) ? Object.keys(fields).filter((name) => Object.hasOwn(properties, name)).length : 0;
  };
  const best = Math.max(...fitting.map(known));
  const [meant, ...rivals] = fitting.filter((branch) => known(branch) === best);
  if (meant === undefined || rivals.length > 0) return violations;

  const made = narrowed.get(operation) ?? new Map<string, PrismOperation>();
  narrowed.set(operation, made);
  const key = `${content.mediaType} ${branches.indexOf(meant)}`;
  const branch = made.get(key) ?? withBranch(operation, content, meant);
  made.set(key, branch);
  const faults = (await judgeBranch(branch)).filter(({ code }) => code !== 'oneOf');
  return faults.length === 0 ? violations : faults;
}

type Content = NonNullable<NonNullable<NonNullable<PrismOperation['request']>['body']>['contents']>[number];

function withBranch(operation: PrismOperation, content: Content, meant: Record<string, unknown>): PrismOperation {
  const { body } = operation.request ?? {};
  // A list of one: Prism drops unknown fields of a form whose schema is not a `oneOf`.
  const schema = { ...content.schema, oneOf: [meant] };
  const contents = body?.contents?.map((each) => (each === content ? { ...each, schema } : each));
  return { ...operation, request: { ...operation.request, body: { ...body, contents } } } as PrismOperation;
}

/** The field that tells the branches apart: a const or an enum in all of them. */
function selectorOf(branches: readonly Record<string, unknown>[]): string | undefined {
  const [first] = branches;
  const names = isObject(first?.['properties']) ? Object.keys(first['properties']) : [];
  return names.find((name) => branches.every((branch) => closedValues(branch, name) !== undefined));
}

function closedValues({ properties }: Record<string, unknown>, name: string): readonly unknown[] | undefined {
  const schema = isObject(properties) ? properties[name] : undefined;
  if (!isObject(schema)) return undefined;
  if (Array.isArray(schema['enum'])) return schema['enum'];
  return schema['const'] === undefined ? undefined : [schema['const']];
}

function accepts(branch: Record<string, unknown>, selector: string, value: unknown): boolean {
  return closedValues(branch, selector)?.includes(value) ?? false;
}

function fieldsOf({ headers, body }: PlainRequest): Record<string, unknown> | undefined {
  if (isForm(headers['content-type'])) return Object.fromEntries(new URLSearchParams(body));
  if (!isJson(headers['content-type'])) return undefined;
  const value: unknown = JSON.parse(body);
  return isObject(value) ? value : undefined;
}
