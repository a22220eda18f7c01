import { ConfigurationError } from '../errors.ts';
import { typeName } from '../words.ts';
import type { NameKind } from './parameters.ts';

/** What a value has to have: the types of its members, by name. */
export type Shape = Readonly<Record<string, 'function' | 'object' | 'string'>>;

/** What is asked for, for the sentence that says it. */
export interface ShapeRequest {
  /** The call or factory that was given the value, as its user knows it: the first word of the sentence. */
  readonly where: string;
  /** Which the value is; the code of the error follows it. */
  readonly kind: NameKind;
  /** What the caller calls the value. */
  readonly name: string;
  /** What has to be given, for "…; give what createPdsContext returned". */
  readonly give: string;
}

/**
 * Refuses a value that lacks what it is about to be used for: a context, a clock, a store. By its members, because
 * what another copy of a package made, or somebody's own, does as well.
 *
 * @throws ConfigurationError `invalid_parameter` or `invalid_option`, with the member that is missing
 */
export function requireShape(value: unknown, shape: Shape, { where, kind, name, give }: ShapeRequest): void {
  const holds = (typeof value === 'object' || typeof value === 'function') && value !== null;
  const has = (member: string, type: string): boolean => {
    const found = (value as Record<string, unknown>)[member];
    return typeof found === type && found !== null;
  };
  const missing = Object.entries(shape).find(([member, type]) => !holds || !has(member, type));
  if (missing === undefined) return;
  const lacking = holds && !Array.isArray(value) ? ` without ${articles[missing[1]]} "${missing[0]}"` : '';
  throw new ConfigurationError(
    `invalid_${kind}`,
    name,
    `${where}: the ${kind} "${name}" is ${typeName(value)}${lacking}; give ${give}.`,
  );
}

const articles = { function: 'a function', object: 'an object', string: 'a string' } as const;
