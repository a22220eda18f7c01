import { ConfigurationError } from '../errors.ts';
import { typeName } from '../words.ts';

/**
 * Refuses what is no AbortSignal. Structurally: a polyfill or another realm's does as well.
 *
 * @throws ConfigurationError `invalid_option`
 */
export function requireSignal(where: string, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  // JavaScript may hand over null as well.
  const given: unknown = signal;
  const { aborted, addEventListener, throwIfAborted } = (given ?? {}) as Partial<AbortSignal>;
  if (typeof aborted === 'boolean' && [addEventListener, throwIfAborted].every((each) => typeof each === 'function')) {
    return;
  }
  const what = typeof given === 'object' && given !== null ? 'an object that is no AbortSignal' : typeName(given);
  throw new ConfigurationError(
    'invalid_option',
    'signal',
    `${where}: the option "signal" is ${what}; an AbortSignal is needed.`,
  );
}
