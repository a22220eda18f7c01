import { parseArgs } from 'node:util';
import { MockAuthorityError } from '../errors.ts';
import { readFault } from '../faults/expression.ts';
import { parseDuration } from '../faults/values.ts';
import { resolveOptions } from '../options.ts';
import type { MockAuthorityOptions, MockClient, MockProvider } from '../options.ts';
import { parseTrait, resolveTraits } from '../traits.ts';
import type { MockTraits } from '../traits.ts';

/** Bad usage: the sentence that says what is wrong. */
export class UsageError extends Error {}

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'serve';
      readonly options: MockAuthorityOptions;
      readonly host: string;
      readonly port: number;
      readonly quiet: boolean;
      /** Files that hold public keys of the client that `--client` names. */
      readonly publicKeyFile: string | undefined;
      /** Where to write the generated private key. */
      readonly writePrivateKey: string | undefined;
    };

/** The flags, for `parseArgs` and for the help. */
export const FLAGS = {
  port: { type: 'string', short: 'p' },
  host: { type: 'string' },
  client: { type: 'string', multiple: true },
  'redirect-uri': { type: 'string', multiple: true },
  'public-key': { type: 'string' },
  'write-private-key': { type: 'string' },
  user: { type: 'string', multiple: true },
  'domain-id': { type: 'string' },
  'token-lifetime': { type: 'string' },
  'refresh-token-lifetime': { type: 'string' },
  'allow-origin': { type: 'string', multiple: true },
  trait: { type: 'string', multiple: true },
  fault: { type: 'string', multiple: true },
  seed: { type: 'string' },
  control: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];

function parse(
  given: readonly string[],
): ReturnType<typeof parseArgs<{ args: string[]; options: typeof FLAGS; allowPositionals: true; strict: true }>> {
  try {
    return parseArgs({ args: [...given], options: FLAGS, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function seconds(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = parseDuration(value);
  if (ms === undefined || ms <= 0)
    throw new UsageError(`--${flag} takes a duration such as 90s, 10m or 2h, not "${value}"`);
  return ms / 1000;
}

function wholeNumber(flag: string, value: string | undefined, max: number): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/u.test(value) || Number(value) > max) {
    throw new UsageError(`--${flag} takes a whole number from 0 to ${max}, not "${value}"`);
  }
  return Number(value);
}

/** `id` or `id:secret`. The redirect URIs go to every client, the public key to those without a secret. */
function clientsOf(values: Values): readonly MockClient[] | undefined {
  if (!values.client) {
    if (values['redirect-uri'] ?? values['public-key']) {
      throw new UsageError('--redirect-uri and --public-key belong to a --client');
    }
    return undefined;
  }
  return values.client.map((text) => {
    const colon = text.indexOf(':');
    const clientId = colon === -1 ? text : text.slice(0, colon);
    if (clientId === '') throw new UsageError('--client takes an id, or an id and a secret with a colon between');
    return {
      clientId,
      ...(colon !== -1 && { clientSecret: text.slice(colon + 1) }),
      ...(values['redirect-uri'] && { redirectUris: values['redirect-uri'] }),
      ...(colon === -1 && values['public-key'] === undefined && { publicKeys: 'generated' as const }),
    };
  });
}

function providerOf(positionals: readonly string[]): MockProvider {
  const [provider, ...rest] = positionals;
  if (provider === undefined) throw new UsageError('name a provider: aliyun-pds or huawei-oneaccess');
  if (rest.length > 0) throw new UsageError(`one provider at a time; "${rest.join(' ')}" is too much`);
  if (provider !== 'aliyun-pds' && provider !== 'huawei-oneaccess') {
    throw new UsageError(`there is no provider "${provider}"; the providers are aliyun-pds and huawei-oneaccess`);
  }
  return provider;
}

function traitsOf(provider: MockProvider, values: Values): Partial<MockTraits> {
  const allowedOrigins = values['allow-origin'];
  if (allowedOrigins && provider !== 'aliyun-pds') throw new UsageError('--allow-origin is for aliyun-pds only');
  const given: Partial<MockTraits> = Object.assign(
    {},
    ...(values.trait ?? []).map(parseTrait),
    allowedOrigins && { allowedOrigins },
  ) as Partial<MockTraits>;
  resolveTraits(provider, given);
  return given;
}

function serveCommand(values: Values, positionals: readonly string[]): Command {
  const provider = providerOf(positionals);
  const clients = clientsOf(values);
  const tokenLifetime = seconds('token-lifetime', values['token-lifetime']);
  const refreshLifetime = seconds('refresh-token-lifetime', values['refresh-token-lifetime']);
  const seed = wholeNumber('seed', values.seed, Number.MAX_SAFE_INTEGER);
  for (const fault of values.fault ?? []) readFault(fault);
  const options: MockAuthorityOptions = {
    provider,
    ...(clients && { clients }),
    ...(values.user && { users: values.user.map((userId) => ({ userId, userName: userId, displayName: userId })) }),
    ...(values['domain-id'] !== undefined && { domainId: values['domain-id'] }),
    ...(tokenLifetime !== undefined && {
      tokenLifetimeSeconds: tokenLifetime,
      tenantTokenLifetimeSeconds: tokenLifetime,
    }),
    ...(refreshLifetime !== undefined && { refreshTokenLifetimeSeconds: refreshLifetime }),
    ...(seed !== undefined && { seed }),
    traits: traitsOf(provider, values),
    faults: values.fault ?? [],
    control: values.control ?? false,
  };
  resolveOptions(options);
  return {
    kind: 'serve',
    options,
    host: values.host ?? '127.0.0.1',
    port: wholeNumber('port', values.port, 65_535) ?? 0,
    quiet: values.quiet ?? false,
    publicKeyFile: values['public-key'],
    writePrivateKey: values['write-private-key'],
  };
}

/**
 * Reads the command line.
 *
 * @throws UsageError for anything that cannot be followed.
 */
export function readArguments(given: readonly string[]): Command {
  const { values, positionals } = parse(given);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  try {
    return serveCommand(values, positionals);
  } catch (error) {
    if (error instanceof MockAuthorityError) throw new UsageError(error.message);
    throw error;
  }
}
