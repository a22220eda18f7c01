import { supportedNode } from '../runtimes/versions.ts';
import type { ProviderPlan } from './plan.ts';

/** The files of a package that hold no code of its provider, by their path in it. */
export function packageFiles({ name, title }: ProviderPlan): Record<string, string> {
  const manifest = {
    name: `@tokenwright/${name}`,
    version: '0.0.0',
    description: `Access tokens of ${title}: typed calls, checked answers, no secret in an error.`,
    license: 'MIT',
    repository: {
      type: 'git',
      url: 'git+https://github.com/tokenwright/tokenwright.git',
      directory: `packages/${name}`,
    },
    files: ['dist', 'LICENSE'],
    type: 'module',
    sideEffects: false,
    exports: { '.': './src/index.ts', './wire': './src/wire.ts', './package.json': './package.json' },
    publishConfig: {
      exports: {
        '.': { types: './dist/index.d.ts', default: './dist/index.js' },
        './wire': { types: './dist/wire.d.ts', default: './dist/wire.js' },
        './package.json': './package.json',
      },
      access: 'public',
      provenance: true,
    },
    scripts: {
      build: 'tsdown',
      generate: `node ../../scripts/generate.ts ${name}`,
      types: 'tsc -p tsconfig.json && tsc -p test/tsconfig.json',
    },
    dependencies: { '@tokenwright/core': 'workspace:^' },
    devDependencies: { '@tokenwright/contract': 'workspace:^', '@tokenwright/http-runtime': 'workspace:^' },
    engines: { node: supportedNode },
  };
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
  return {
    'package.json': json(manifest),
    'generate.json': json({ clients: [{ document: name, output: 'src/gen' }] }),
    'tsconfig.json': `{
  "extends": "../../tsconfig.base.json",
  "compilerOptions": {
    // Both for the generated runtime, see packages/http-runtime/tsconfig.json.
    "exactOptionalPropertyTypes": false,
    "lib": ["es2022", "esnext.disposable", "dom", "dom.iterable"]
  },
  "include": ["src/**/*.ts"]
}
`,
    'test/tsconfig.json': `{
  "extends": "../tsconfig.json",
  "compilerOptions": {
    // The declarations of Prism, behind the contract kit, do not hold under strict checks.
    "skipLibCheck": true
  },
  "include": ["**/*.ts"]
}
`,
    'tsdown.config.ts': `import { defineConfig } from 'tsdown';
import { provider } from '../../tsdown.base.ts';

export default defineConfig(provider(['index']));
`,
    'src/version.ts': `/** The version of this package, kept equal to package.json by a test and by the release. */
const version = '0.0.0';

/** What the User-Agent header says. */
export const product: string = \`tokenwright-${name}/\${version}\`;
`,
    'src/wire.ts': `/**
 * The generated functions and types of ${title}, nothing added. Each function takes a \`client\` made by
 * {@link createClient}. No guard applies here: calls and sources are what most users want.
 *
 * @packageDocumentation
 */
export { createClient, createConfig, type Client, type Config } from '@tokenwright/http-runtime';
export * from './gen/index.ts';
export { servers } from './gen/servers.gen.ts';
`,
  };
}
