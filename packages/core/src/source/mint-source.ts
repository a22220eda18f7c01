import { mintKind } from './mint-kind.ts';
import { openSource } from './slot-source.ts';
import { checkSourceOptions, type MintSourceOptions } from './source-options.ts';
import type { TokenSource } from './token-source.ts';
import type { TokenWire } from './token-wire.ts';

/**
 * `createTokenSource` for a provider's factory of sources that mint: smaller, because nothing of sessions comes with it.
 *
 * @param where the name of the factory, for errors
 * @throws ConfigurationError naming the option that is missing, unknown, malformed or out of range
 */
export function createMintSourceFor<Wire extends TokenWire = TokenWire>(
  where: string,
  options: MintSourceOptions<Wire>,
): TokenSource<Wire> {
  return openSource(where, checkSourceOptions(where, options, mintKind), options);
}
