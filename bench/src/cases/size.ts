import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleParts, bundleWithEsbuild, bundleWithRolldown, type Bundler } from '../../../scripts/packages/bundle.ts';
import { installPacked } from '../../../test/support/packed.ts';
import { root, temporaryFolder } from '../../../test/support/run.ts';
import type { Bar, BenchCase, BenchContext, CaseResult, Row } from '../bench-case.ts';
import { median } from '../measure/quantiles.ts';
import { installedBy } from '../support/dependency-closure.ts';

interface Subject {
  readonly name: string;
  readonly kind: Row['kind'];
  /** What is bundled. */
  readonly program: string;
  /** What is imported, where it makes sense to measure that. */
  readonly specifier?: string;
  /** Where its packages lie. */
  readonly folder: string;
  readonly atMostGzip?: number | undefined;
  readonly atMostImportMs?: number | undefined;
}

const packages = ['core', 'aliyun-pds', 'huawei-oneaccess'];
const peerPackages = [
  'google-auth-library',
  '@azure/core-rest-pipeline',
  '@azure/msal-node',
  '@octokit/auth-app',
  '@smithy/property-provider',
  'openid-client',
  'oauth4webapi',
  'simple-oauth2',
  '@badgateway/oauth2-client',
  'jose',
  'jsonwebtoken',
];
/** Entry points that load a library of signatures, for which the bar of imports does not hold. */
const withSignatures: ReadonlySet<string> = new Set(['./signing', './id-token']);
/** From the words of the bars to bytes. */
const kilo = 1000;

export const size: BenchCase = {
  name: 'size',
  title: 'What do the packed packages weigh, and how long does their import take?',
  bar: 'min + gzip: source and errors 6 kB, OneAccess all in 13 kB, PDS with signing 19 kB; import 10 ms without signing',

  async run(context): Promise<CaseResult> {
    // Quick, the sources stand in for what is packed: other tests build at the same time.
    using project = context.quick ? undefined : await installPacked(packages);
    const subjects = createSubjects(context, project?.folder ?? path.join(root, 'bench'));
    const rows: Row[] = [];
    const bars: Bar[] = [];
    const bundlers: readonly (readonly [string, Bundler])[] = [
      ['rolldown', bundleWithRolldown],
      ['esbuild', bundleWithEsbuild],
    ];
    for (const [bundlerName, bundle] of bundlers) {
      for (const { name, kind, program, folder, atMostGzip } of subjects) {
        const scenario = `bundled and minified by ${bundlerName}`;
        const sizes = await bundle(program, folder).catch(() => undefined);
        const note = sizes === undefined ? { note: 'cannot be bundled' } : {};
        for (const metric of ['min', 'gzip', 'brotli'] as const) {
          const samples = sizes === undefined ? [] : [sizes[metric]];
          rows.push({ scenario, metric, unit: 'bytes', subject: name, kind, samples, compared: false, ...note });
        }
        if (atMostGzip === undefined || sizes === undefined) continue;
        const what = `${name}, min + gzip, ${bundlerName}`;
        bars.push({ what, measured: sizes.gzip, unit: 'bytes', limit: { atMost: atMostGzip } });
      }
    }
    const imports = importTimes(subjects, context.quick);
    rows.push(...imports.rows, ...installedRows(subjects), ...(await moduleRows(context)));
    bars.push(...imports.bars);
    return { rows, bars };
  },
};

function createSubjects({ quick, peerFolder }: BenchContext, folder: string): readonly Subject[] {
  const entries = packages.slice(0, quick ? 1 : undefined).flatMap((name) => entryPoints(name, folder));
  const sourceAndErrors: Subject = {
    name: 'createTokenSource and errors',
    kind: 'ours',
    program: `export { createTokenSource } from '@tokenwright/core'; export * from '@tokenwright/core/errors';`,
    folder,
    atMostGzip: 6 * kilo,
  };
  const mintAndErrors: Subject = {
    name: 'createMintSourceFor and errors',
    kind: 'ours',
    program: `export { createMintSourceFor } from '@tokenwright/core/provider'; export * from '@tokenwright/core/errors';`,
    folder,
  };
  const ours = [sourceAndErrors, mintAndErrors, ...entries];
  if (peerFolder === undefined) return ours;
  const peers = peerPackages.map((name): Subject => ({
    name,
    kind: 'peer',
    program: `export * from '${name}';`,
    specifier: name,
    folder: peerFolder,
  }));
  return [...ours, ...peers];
}

/** What a package offers, by the manifest that was packed. */
function entryPoints(name: string, folder: string): readonly Subject[] {
  const whole = `@tokenwright/${name}`;
  const manifest = JSON.parse(readFileSync(path.join(folder, 'node_modules', whole, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string>>;
  };
  const gzip: Readonly<Record<string, number>> = {
    '@tokenwright/huawei-oneaccess': 13 * kilo,
    '@tokenwright/aliyun-pds': 19 * kilo,
  };
  return Object.keys(manifest.exports)
    .filter((key) => key !== './package.json')
    .map((key) => {
      const specifier = path.posix.join(whole, key);
      return {
        name: specifier,
        kind: 'ours',
        program: `export * from '${specifier}';`,
        specifier,
        folder,
        atMostGzip: gzip[specifier],
        atMostImportMs: withSignatures.has(key) ? undefined : 10,
      };
    });
}

/**
 * Each in fresh processes, in turn; the floor is an empty module of a package. The first file that a process imports makes
 * Node.js set up what loads files, about a millisecond that no package causes: so another empty one comes before.
 */
function importTimes(subjects: readonly Subject[], quick: boolean): { readonly rows: Row[]; readonly bars: Bar[] } {
  using temporary = temporaryFolder();
  const folder = path.join(temporary.path, 'node_modules/empty');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ type: 'module', exports: './index.js' }));
  for (const file of ['index.js', 'before.js']) writeFileSync(path.join(folder, file), 'export {};\n');
  const before = pathToFileURL(path.join(folder, 'before.js')).href;
  const floor = { name: 'an empty module', kind: 'floor' as const, specifier: 'empty', folder: temporary.path };
  const importable = [...subjects.filter(({ specifier }) => specifier !== undefined), floor];
  const times = new Map<string, number[]>(importable.map(({ name }) => [name, []]));
  for (let round = 0; round < (quick ? 1 : 15); round += 1) {
    for (let turn = 0; turn < importable.length; turn += 1) {
      const subject = importable[(round + turn) % importable.length];
      if (subject === undefined) continue;
      const program = `await import('${before}'); const started = performance.now(); await import('${subject.specifier}'); console.log(performance.now() - started);`;
      const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
        cwd: subject.folder,
        encoding: 'utf8',
      });
      if (status === 0) times.get(subject.name)?.push(Number(stdout));
    }
  }
  const scenario = 'import in a fresh process';
  const rows = importable.map(({ name, kind }): Row => ({
    scenario,
    metric: 'time',
    unit: 'ms',
    subject: name,
    kind,
    samples: times.get(name) ?? [],
    compared: false,
  }));
  const bars = subjects.flatMap(({ name, atMostImportMs }): Bar[] =>
    atMostImportMs === undefined
      ? []
      : [
          {
            what: `import of ${name}`,
            measured: median(times.get(name) ?? []),
            unit: 'ms',
            limit: { atMost: atMostImportMs },
          },
        ],
  );
  return { rows, bars };
}

/** What an installation of each package brings along. */
function installedRows(subjects: readonly Subject[]): readonly Row[] {
  const names = new Map(
    subjects.flatMap(({ kind, specifier, folder }) =>
      specifier === undefined ? [] : [[packageOf(specifier), { kind, folder }] as const],
    ),
  );
  return [...names].flatMap(([subject, { kind, folder }]): Row[] => {
    const installed = installedBy(subject, folder);
    const common = { scenario: 'installed', subject, kind, compared: false } as const;
    return [
      { ...common, metric: 'packages', unit: 'packages', samples: [installed.packages] },
      { ...common, metric: 'files', unit: 'bytes', samples: [installed.bytes] },
    ];
  });
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Where the bytes are: by source file, before the package's own build joins them. */
async function moduleRows({ peerFolder }: BenchContext): Promise<readonly Row[]> {
  if (peerFolder === undefined) return [];
  const program = `export { createTokenSource } from './src/source.ts'; export * from './src/errors.ts';`;
  const { bytes } = await bundleParts(program, path.join(root, 'packages/core'));
  return [...bytes].map(([subject, own]) => ({
    scenario: 'createTokenSource and errors, by source file',
    metric: 'min',
    unit: 'bytes',
    subject,
    kind: 'ours',
    samples: [own],
    compared: false,
  }));
}
