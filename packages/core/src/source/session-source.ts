import { sessionKind } from './session-kind.ts';
import { openSource } from './slot-source.ts';
import { checkSourceOptions, type SessionSourceOptions } from './source-options.ts';
import type { TokenSource } from './token-source.ts';
import type { TokenWire } from './token-wire.ts';

/**
 * `createTokenSource` for a provider's factory of session sources.
 *
 * @param where the name of the factory, for errors
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 */
export function createSessionSourceFor<Wire extends TokenWire = TokenWire>(
  where: string,
  options: SessionSourceOptions<Wire>,
): TokenSource<Wire> {
  return openSource(where, checkSourceOptions(where, options, sessionKind), options);
}
