import { readFile, writeFile } from 'node:fs/promises';
import { createMockAuthority } from '../authority.ts';
import type { MockAuthority } from '../authority.ts';
import { MockAuthorityError } from '../errors.ts';
import type { MockAuthorityOptions, MockClient } from '../options.ts';
import type { MockServer } from '../transport/http.ts';
import { readArguments, UsageError } from './arguments.ts';
import type { Command } from './arguments.ts';
import { HELP } from './help.ts';
import { logLine } from './request-log.ts';

/** Where the command writes. */
export interface CommandOutput {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** How the command ended, or what is running. */
export type CommandResult = { readonly exitCode: number } | { readonly server: MockServer };

type ServeCommand = Extract<Command, { kind: 'serve' }>;

async function withPublicKey(command: ServeCommand): Promise<MockAuthorityOptions> {
  const { options, publicKeyFile } = command;
  if (publicKeyFile === undefined) return options;
  let pem: string;
  try {
    pem = await readFile(publicKeyFile, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new MockAuthorityError('unreadable_key', `the public key file ${publicKeyFile} cannot be read: ${reason}`);
  }
  const withKey = (client: MockClient): MockClient =>
    client.clientSecret === undefined ? { ...client, publicKeys: [pem] } : client;
  return { ...options, clients: (options.clients ?? []).map(withKey) };
}

async function writePrivateKey(authority: MockAuthority, file: string): Promise<void> {
  try {
    await writeFile(file, await authority.privateKeyPem(), { mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new MockAuthorityError('invalid_option', `the private key cannot be written to ${file}: ${reason}`);
  }
}

/** What a developer needs to begin. The default secrets are printed: they are the mock's own and open nothing. */
function introduction(authority: MockAuthority, command: ServeCommand, url: string): string {
  const ownSecrets = command.options.clients === undefined;
  const lines = authority.clients.map(({ clientId, clientSecret, redirectUris, publicKeys }) => {
    const parts = [`  client ${clientId}`];
    if (clientSecret !== undefined) parts.push(`secret ${ownSecrets ? clientSecret : '***'}`);
    if (redirectUris?.[0] !== undefined) parts.push(`redirect URI ${redirectUris[0]}`);
    if (publicKeys === 'generated' && authority.provider === 'aliyun-pds') {
      parts.push(`signs with ${command.writePrivateKey ?? 'a generated key (--write-private-key <file> to get it)'}`);
    }
    return parts.join(', ');
  });
  if (authority.provider === 'aliyun-pds') lines.push(`  domain ${authority.domainId}`);
  lines.push(`  users ${authority.users.map(({ userId }) => userId).join(', ')}`);
  if (command.options.control) lines.push(`  page ${url}/__mock/`);
  return `${authority.provider} at ${url}\n${lines.join('\n')}\n`;
}

async function serve(command: ServeCommand, output: CommandOutput): Promise<CommandResult> {
  const options = await withPublicKey(command);
  const authority = createMockAuthority({
    ...options,
    ...(!command.quiet && {
      onRequest: (exchange) => {
        output.stderr(`${logLine(exchange)}\n`);
      },
    }),
  });
  await authority.ready();
  const server = await authority.listen({ host: command.host, port: command.port });
  try {
    // Not before it listens: where the port is taken, the file may be the key of the mock that has taken it.
    if (command.writePrivateKey !== undefined) await writePrivateKey(authority, command.writePrivateKey);
  } catch (error) {
    await server.close();
    throw error;
  }
  if (!command.quiet) output.stderr(introduction(authority, command, server.url));
  output.stdout(`ready ${server.url}\n`);
  return { server };
}

/** Runs the command. Never throws: what went wrong is written, and the exit code says which kind it was. */
export async function runCommand(
  given: readonly string[],
  version: string,
  output: CommandOutput,
): Promise<CommandResult> {
  try {
    const command = readArguments(given);
    if (command.kind === 'serve') return await serve(command, output);
    output.stdout(command.kind === 'help' ? HELP : `${version}\n`);
    return { exitCode: 0 };
  } catch (error) {
    const known = error instanceof UsageError || error instanceof MockAuthorityError;
    const reason = known
      ? error.message
      : `unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    const hint = error instanceof UsageError ? 'See tokenwright-mock --help.\n' : '';
    output.stderr(`tokenwright-mock: ${reason}\n${hint}`);
    return { exitCode: error instanceof UsageError ? 2 : 1 };
  }
}
