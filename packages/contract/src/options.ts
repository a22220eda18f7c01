import { ContractError } from './contract-error.ts';

/** The options that something takes, with the type of each. */
export type OptionTypes = Readonly<Record<string, 'array' | 'boolean' | 'number' | 'object' | 'string'>>;

/**
 * Refuses an option that is misspelt or of another type: it would be passed over, and a test would hold for another
 * answer than it says.
 *
 * @throws ContractError `invalid_option`
 */
export function checkOptions(where: string, options: object, types: OptionTypes): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) {
      throw new ContractError(
        'invalid_option',
        `${where}: the option "${name}" is not known; there are ${Object.keys(types).join(', ')}.`,
      );
    }
    const given = typeOf(value);
    if (given !== type) {
      throw new ContractError(
        'invalid_option',
        `${where}: the option "${name}" is of the type ${given}; ${type} is needed.`,
      );
    }
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
