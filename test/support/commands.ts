/**
 * The commands of pages that are not walked (`walked-pages.ts`), and what runs each. A command of a `sh` block that is
 * in neither fails test/commands.test.ts, and so does a row whose command no page has.
 */
export interface DocumentedCommand {
  readonly page: string;
  /** Without its comment, continued lines joined. */
  readonly command: string;
  /** `.ci/run` has this step, or a test runs it, or nothing does, for the reason given. */
  readonly how: { readonly ci: string } | { readonly test: string } | { readonly notRun: string };
}

const runbook = { test: 'packages/store-redis/test/documented-commands.test.ts' };
const measures = { notRun: 'measures for minutes; every case is run by bench/test/quick.test.ts' };

export const documentedCommands: readonly DocumentedCommand[] = [
  { page: 'README.md', command: 'npx --yes pnpm@12.16.0 demo', how: { ci: 'demo' } },
  { page: 'README.md', command: 'npx --yes pnpm@12.16.0 test', how: { ci: 'tests' } },
  { page: 'CONTRIBUTING.md', command: 'npx --yes pnpm@12.16.0 demo', how: { ci: 'demo' } },
  { page: 'CONTRIBUTING.md', command: 'npx --yes pnpm@12.16.0 check', how: { ci: 'checks' } },
  {
    page: 'examples/README.md',
    command:
      'npx --yes pnpm@12.16.0 exec node packages/mock-authority/src/cli.ts aliyun-pds --port 8080 --write-private-key key.pem',
    how: { test: 'packages/mock-authority/test/cli.test.ts' },
  },
  {
    page: 'examples/README.md',
    command:
      'export PDS_ENDPOINT=http://127.0.0.1:8080 PDS_DOMAIN_ID=mock-domain PDS_CLIENT_ID=mock-jwt-app PDS_PRIVATE_KEY_FILE=key.pem',
    how: { test: 'examples/test/pds.test.ts' },
  },
  {
    page: 'examples/README.md',
    command: 'npx --yes pnpm@12.16.0 exec node examples/src/pds-service-token.ts',
    how: { test: 'examples/test/examples.test.ts' },
  },
  { page: 'bench/README.md', command: 'pnpm bench', how: measures },
  { page: 'bench/README.md', command: 'pnpm bench cached-token pool', how: measures },
  { page: 'bench/README.md', command: 'pnpm bench --no-peers', how: measures },
  { page: 'bench/README.md', command: 'pnpm bench --document', how: { test: 'bench/test/document.test.ts' } },
  { page: 'bench/README.md', command: 'pnpm bench --quick', how: { test: 'bench/test/quick.test.ts' } },
  {
    page: 'packages/store-redis/docs/redis.md',
    command: 'redis-server --appendonly yes --appendfsync everysec --maxmemory-policy noeviction',
    how: runbook,
  },
  {
    page: 'packages/store-redis/docs/runbook.md',
    command: `redis-cli --scan --pattern 'tokenwright:{*"user-1"*}'`,
    how: runbook,
  },
  { page: 'packages/store-redis/docs/runbook.md', command: `redis-cli get '<name>'`, how: runbook },
  { page: 'packages/store-redis/docs/runbook.md', command: `redis-cli pttl '<name>:lease'`, how: runbook },
];
