import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from './support/run.ts';

type Versions = Readonly<Record<string, string>>;
interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly peerDependencies?: Versions;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const { packages, catalog } = parse(readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8')) as {
  readonly packages: readonly string[];
  readonly catalog: Versions;
};
const manifests = globSync(
  ['.', ...packages].map((folder) => `${folder}/package.json`),
  { cwd: root },
).map((file) => JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Manifest);

function manifestOf(name: string): Manifest {
  const found = manifests.find((manifest) => manifest.name === name);
  if (found === undefined) throw new Error(`There is no package ${name}.`);
  return found;
}

test('a tool that is pinned in the catalog is asked for by "catalog:" everywhere', () => {
  const others = manifests.flatMap(({ name, dependencies, devDependencies }) =>
    Object.entries({ ...dependencies, ...devDependencies })
      .filter(([tool, version]) => tool in catalog && version !== 'catalog:')
      .map(([tool, version]) => `${name} asks for ${tool} ${version}`),
  );
  expect(others).toEqual([]);
});

test('no published package depends on a private one', () => {
  const hidden = new Set(manifests.filter((manifest) => manifest.private === true).map(({ name }) => name));
  expect(hidden.size).toBeGreaterThan(3);
  const wrong = manifests
    .filter(({ name }) => !hidden.has(name))
    .flatMap(({ name, dependencies, peerDependencies }) =>
      Object.keys({ ...dependencies, ...peerDependencies })
        .filter((dependency) => hidden.has(dependency))
        .map((dependency) => `${name} depends on ${dependency}`),
    );
  expect(wrong).toEqual([]);
});

/** What an installation may bring along; core and the providers are in workspace.test.ts. */
test.each([
  ['@tokenwright/store-redis', ['@tokenwright/core']],
  ['@tokenwright/mock-authority', ['jose']],
  ['@tokenwright/specs', []],
  // Light it is not: Prism is what it is for.
  ['@tokenwright/contract', ['@stoplight/prism-core', '@stoplight/prism-http', '@tokenwright/specs', 'ajv', 'yaml']],
])('%s keeps to its budget of dependencies', (name, budget) => {
  expect(Object.keys(manifestOf(name).dependencies ?? {})).toEqual(budget);
});

test("a Redis client is the user's own, one of two, and nothing else is a peer", () => {
  const peers = manifests.filter(({ peerDependencies }) => peerDependencies !== undefined);
  expect(peers.map(({ name }) => name)).toEqual(['@tokenwright/store-redis']);
  expect(Object.keys(peers[0]?.peerDependencies ?? {})).toEqual(['ioredis', 'redis']);
  expect(peers[0]?.peerDependenciesMeta).toEqual({ ioredis: { optional: true }, redis: { optional: true } });
});
