import { spawn } from 'node:child_process';
import { cpSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pnpm } from '../../scripts/lib/pnpm.ts';
import { bin, root, run } from '../support/run.ts';

/** What a registry says of a package. */
export interface Packument {
  readonly name: string;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<
    Record<
      string,
      {
        readonly dependencies?: Readonly<Record<string, string>>;
        readonly publishConfig?: { readonly access?: string; readonly provenance?: boolean };
        readonly repository?: { readonly url?: string; readonly directory?: string };
      }
    >
  >;
}

/** Who may publish everything, and who may publish everything but core. */
export type User = 'maintainer' | 'helper';

/** An npm registry on loopback, with a storage of its own and no other registry behind it. */
export interface Registry {
  readonly url: string;
  /** Tokens of those who may publish. */
  readonly tokens: Readonly<Record<User, string>>;
  /** Undefined: it has no such package. */
  readonly read: (name: string) => Promise<Packument | undefined>;
  /** The packages that were ever published to it. */
  readonly names: () => string[];
  [Symbol.asyncDispose](): Promise<void>;
}

const folder = path.join(root, 'node_modules/.cache/tokenwright-registry');

/** What is not ours is not served. */
const config = `
storage: ./storage
auth: { htpasswd: { file: ./htpasswd } }
uplinks: {}
packages:
  '@tokenwright/core': { access: $all, publish: maintainer }
  '@tokenwright/*': { access: $all, publish: maintainer helper }
web: { enable: false }
middlewares: {}
log: { type: stdout, format: json, level: fatal }
`;

/** Installs the registry from its own lock file; that it is there already is seen in a second. */
export async function installRegistry(): Promise<void> {
  cpSync(path.join(import.meta.dirname, 'registry'), folder, { recursive: true });
  const words = ['--yes', pnpm, 'install', '--frozen-lockfile', '--ignore-scripts', '--prefer-offline'];
  const { code, output } = await run('npx', words, { cwd: folder });
  if (code !== 0) throw new Error(`The registry of the test could not be installed in ${folder}:\n${output}`);
}

export async function startRegistry(parent: string): Promise<Registry> {
  const place = path.join(parent, 'registry');
  mkdirSync(place);
  writeFileSync(path.join(place, 'config.yaml'), config);
  const child = spawn(bin('node'), [path.join(folder, 'serve.mjs'), path.join(place, 'config.yaml')], { cwd: place });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('ready ')) resolve(line.slice('ready '.length));
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`The registry did not start:\n${said}`)));
  });
  return {
    url,
    tokens: { maintainer: await register(url, 'maintainer'), helper: await register(url, 'helper') },
    read: async (name) => {
      const response = await fetch(`${url}${name.replace('/', '%2f')}`);
      return response.status === 404 ? undefined : ((await response.json()) as Packument);
    },
    names: () =>
      globSync('@*/*/package.json', { cwd: path.join(place, 'storage') })
        .map((file) => path.dirname(file))
        .toSorted(),
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.stdin.end();
      await closed;
    },
  };
}

/** Makes a user, and gives a token. */
async function register(url: string, user: User): Promise<string> {
  const response = await fetch(`${url}-/user/org.couchdb.user:${user}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: user, password: 'a-password-of-this-test' }),
  });
  const { token } = (await response.json()) as { readonly token?: string };
  if (token === undefined) throw new Error(`The registry gave ${user} no token: ${response.status}.`);
  return token;
}
