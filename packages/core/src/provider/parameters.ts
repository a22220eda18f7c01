import { ConfigurationError } from '../errors.ts';
import { typeName } from '../words.ts';

/** One parameter of a call, or one option of a client. */
export interface ParameterRule {
  /** What it is, for the sentence that asks for it: "the one-time code that came to the redirect URI". */
  readonly what: string;
  /** Whether its absence is an error. Default false. */
  readonly required?: boolean;
  /** Default: string. `secret` is a string or a function that returns one. `function` and `object` are not looked into. */
  readonly type?: 'string' | 'secret' | 'boolean' | 'number' | 'function' | 'object' | 'any';
  /** The allowed values, for a closed list. */
  readonly values?: readonly string[];
}

/** The parameters a call knows, and the names that mean something elsewhere. */
export interface ParameterRules {
  /** Every name that is taken, with what it has to be. */
  readonly known: Readonly<Record<string, ParameterRule>>;
  /** Deprecated spellings, each with the name to use. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Names of the vendor's own SDK that have no meaning here, each with the sentence that says what to use. */
  readonly refused?: Readonly<Record<string, string>>;
}

/** Whether the names checked are parameters of a call or options of a client or of a call's second argument. */
export type NameKind = 'parameter' | 'option';

/**
 * Checks what a caller gave against what a call takes. Undefined values count as absent and are left out of the result.
 *
 * @throws ConfigurationError `missing_…`, `invalid_…`, `unknown_…` or `unsupported_…` parameter or option
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what its rules amount to, in one place
export function checkParameters<Checked extends object = Record<string, unknown>>(
  where: string,
  kind: NameKind,
  given: unknown,
  rules: ParameterRules,
): Checked {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ConfigurationError(
      `invalid_${kind}`,
      kind === 'parameter' ? 'params' : 'options',
      `${where}: an object of ${kind}s is needed, ${typeName(given)} was given.`,
    );
  }
  const values: Record<string, unknown> = {};
  for (const [spelling, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const name = aliasOf(spelling, rules) ?? spelling;
    const rule = Object.hasOwn(rules.known, name) ? rules.known[name] : undefined;
    if (rule === undefined) throw unknownName(where, kind, name, rules);
    if (name !== spelling && (given as Record<string, unknown>)[name] !== undefined) continue;
    checkValue(where, kind, spelling, value, rule);
    values[name] = value;
  }
  for (const [name, rule] of Object.entries(rules.known)) {
    if (rule.required === true && values[name] === undefined) {
      throw new ConfigurationError(
        `missing_${kind}`,
        name,
        `${where}: the ${kind} "${name}" is missing; give ${rule.what}.`,
      );
    }
  }
  // The rules say what the type says; each call is held to both by its tests.
  return values as Checked;
}

type ParameterType = NonNullable<ParameterRule['type']>;

const needs: Readonly<Record<ParameterType, string>> = {
  string: 'a string',
  secret: 'a string, or a function that returns one,',
  boolean: 'a boolean',
  number: 'a number',
  function: 'a function',
  object: 'an object',
  any: 'a value',
};

function isOfType(value: unknown, type: ParameterType): boolean {
  if (type === 'any') return true;
  if (type === 'secret') return typeof value === 'string' || typeof value === 'function';
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

/** An own member only: a name such as `constructor` is no alias. */
function aliasOf(spelling: string, { aliases }: ParameterRules): string | undefined {
  return aliases !== undefined && Object.hasOwn(aliases, spelling) ? aliases[spelling] : undefined;
}

function checkValue(where: string, kind: NameKind, name: string, value: unknown, rule: ParameterRule): void {
  const type = rule.type ?? 'string';
  if (!isOfType(value, type)) {
    throw new ConfigurationError(
      `invalid_${kind}`,
      name,
      `${where}: the ${kind} "${name}" is ${typeName(value)}; ${needs[type]} is needed: ${rule.what}.`,
    );
  }
  if ((type === 'string' || type === 'secret') && typeof value === 'string' && value.trim() === '') {
    throw new ConfigurationError(
      `invalid_${kind}`,
      name,
      `${where}: the ${kind} "${name}" is an empty string; give ${rule.what}.`,
    );
  }
  if (rule.values !== undefined && !rule.values.includes(value as string)) {
    throw new ConfigurationError(
      `invalid_${kind}`,
      name,
      `${where}: the ${kind} "${name}" takes one of ${rule.values.map((each) => `"${each}"`).join(', ')}.`,
    );
  }
}

function unknownName(where: string, kind: NameKind, name: string, rules: ParameterRules): ConfigurationError {
  const refusal = rules.refused !== undefined && Object.hasOwn(rules.refused, name) ? rules.refused[name] : undefined;
  if (refusal !== undefined)
    return new ConfigurationError(
      `unsupported_${kind}`,
      name,
      `${where}: the ${kind} "${name}" is not taken here; ${refusal}.`,
    );
  const near = nearest(name, Object.keys(rules.known));
  const advice =
    near === undefined
      ? `It takes ${Object.keys(rules.known)
          .map((each) => `"${each}"`)
          .join(', ')}.`
      : `Did you mean "${near}"?`;
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  return new ConfigurationError(`unknown_${kind}`, shown, `${where}: the ${kind} "${shown}" is not known. ${advice}`);
}

/** The known name that differs least, when it differs little enough to have been meant. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  let best: string | undefined;
  let bestDistance = 3;
  for (const candidate of known) {
    const distance = editDistance(plain(name).slice(0, 40), plain(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1),
        ),
      );
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
