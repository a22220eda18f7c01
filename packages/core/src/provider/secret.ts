import { AuthorityError, ConfigurationError } from '../errors.ts';
import { typeName } from '../words.ts';

/** A secret, or a function that fetches it (from a vault, a file that is rotated). The function is asked at every use. */
export type Secret = string | (() => string | Promise<string>);

/**
 * The secret itself. What a function throws is not passed on: it may quote what it fetched.
 *
 * @param name what the caller calls the option or parameter
 * @throws ConfigurationError `secret_unavailable` when the function fails or returns no text, `invalid_option` when
 * `secret` is neither text nor a function
 */
export async function resolveSecret(name: string, secret: Secret): Promise<string> {
  if (typeof secret === 'function') return ask(name, secret);
  if (isText(secret)) return secret;
  throw new ConfigurationError(
    'invalid_option',
    name,
    `${name}: ${given(secret)} was given; a string, or a function that returns one, is needed.`,
  );
}

/**
 * Runs a call with the secret. When the authority refuses the client (`invalid_client`), the function is asked once
 * more: a secret may have been rotated since. The call is repeated once, only if the value differs; a refused client
 * has spent no code and no refresh token.
 *
 * @param name what the caller calls the option or parameter
 * @throws what `call` throws, and what {@link resolveSecret} throws at the first asking
 *
 * @example
 * ```ts
 * import { withFreshSecret } from '@tokenwright/core/provider';
 *
 * const readSecret = async (): Promise<string> => process.env['CLIENT_SECRET'] ?? '';
 * const used = await withFreshSecret('clientSecret', readSecret, async (clientSecret) => clientSecret.length);
 * console.log(used);
 * ```
 */
export async function withFreshSecret<T>(
  name: string,
  secret: Secret,
  call: (value: string) => Promise<T>,
): Promise<T> {
  const value = await resolveSecret(name, secret);
  try {
    return await call(value);
  } catch (refusal) {
    if (typeof secret !== 'function' || !AuthorityError.isInstance(refusal) || refusal.code !== 'invalid_client') {
      throw refusal;
    }
    // A source that fails now says less than the refusal that made us ask.
    const fresh = await ask(name, secret).catch(() => value);
    if (fresh === value) throw refusal;
    return call(fresh);
  }
}

async function ask(name: string, source: () => string | Promise<string>): Promise<string> {
  let value: unknown;
  try {
    value = await source();
  } catch {
    throw new ConfigurationError(
      'secret_unavailable',
      name,
      `${name}: the function that should give it failed; its error is not shown, because it may hold the secret. Nothing was sent.`,
    );
  }
  if (isText(value)) return value;
  throw new ConfigurationError(
    'secret_unavailable',
    name,
    `${name}: the function that should give it returned ${given(value)}; a non-empty string is needed. Nothing was sent.`,
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function given(value: unknown): string {
  return typeof value === 'string' ? 'an empty string' : typeName(value);
}
