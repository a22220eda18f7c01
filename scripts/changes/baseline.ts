import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../generation/targets.ts';
import { declarationsOf, type Declarations } from './declarations.ts';
import { digestOf, documentNames, readPackages, type PublishedPackage } from './packages.ts';
import { Stop } from '../lib/stop.ts';
import { typeTestsOf } from './type-tests.ts';

/** What the last release left behind to compare with. */
const baselineFolder: string = path.join(root, 'baseline');

/** What the baseline holds of a package besides its files. */
export interface ReleasedPackage {
  /** `0.0.0`: it was never released. */
  readonly version: string;
  /** See `digestOf`. */
  readonly digest: string;
  /** The Node.js it needs. */
  readonly node: string | undefined;
}

export type Baseline = Readonly<Record<string, ReleasedPackage>>;

const index = path.join(baselineFolder, 'packages.json');

/** @throws Stop when there is none, or when it cannot be read */
export function readBaseline(): Baseline {
  if (!existsSync(index)) {
    throw new Stop(
      'baseline/packages.json: there is no baseline, so nothing says what was released last. Take it back from git ' +
        '("git checkout -- baseline"), or make it on the commit of the last release with "pnpm release:baseline".',
    );
  }
  try {
    return JSON.parse(readFileSync(index, 'utf8')) as Baseline;
  } catch (error) {
    throw new Stop(
      `baseline/packages.json: this is no JSON (${error instanceof Error ? error.message : String(error)}). ` +
        'Take it back from git: "git checkout -- baseline".',
    );
  }
}

export function baselineDocument(name: string): string {
  return path.join(baselineFolder, 'documents', `${name}.yaml`);
}

export function baselineDocuments(): string[] {
  return documentNames(path.join(baselineFolder, 'documents'));
}

/** The declarations of a package as they were released. */
export function baselineDeclarations({ shortName }: PublishedPackage): Declarations {
  const folder = path.join(baselineFolder, 'declarations', shortName);
  return new Map(
    globSync('**/*.d.ts', { cwd: folder })
      .toSorted()
      .map((file) => [file.slice(0, -'.d.ts'.length), readFileSync(path.join(folder, file), 'utf8')]),
  );
}

/** The type tests of a package as they were released, by their path in it. */
export function baselineTypeTests({ shortName }: PublishedPackage): ReadonlyMap<string, string> {
  const folder = path.join(baselineFolder, 'type-tests', shortName);
  return new Map(
    globSync('**/*.ts', { cwd: folder })
      .toSorted()
      .map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
  );
}

/** Makes the present state the baseline. The old one goes when the new one is complete. */
export async function writeBaseline(): Promise<readonly PublishedPackage[]> {
  const packages = readPackages();
  const fresh = `${baselineFolder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  try {
    const released: Record<string, ReleasedPackage> = {};
    for (const each of packages) {
      const { manifest, shortName } = each;
      released[manifest.name] = { version: manifest.version, digest: digestOf(each), node: manifest.engines?.node };
      for (const [entry, text] of await declarationsOf(each)) {
        write(path.join(fresh, 'declarations', shortName, `${entry}.d.ts`), text);
      }
      for (const [file, text] of typeTestsOf(each)) write(path.join(fresh, 'type-tests', shortName, file), text);
    }
    for (const name of documentNames(path.join(root, 'specs'))) {
      write(
        path.join(fresh, 'documents', `${name}.yaml`),
        readFileSync(path.join(root, 'specs', `${name}.yaml`), 'utf8'),
      );
    }
    write(path.join(fresh, 'packages.json'), `${JSON.stringify(released, undefined, 2)}\n`);
    for (const kept of ['README.md']) {
      if (existsSync(path.join(baselineFolder, kept))) cpSync(path.join(baselineFolder, kept), path.join(fresh, kept));
    }
    rmSync(baselineFolder, { recursive: true, force: true });
    cpSync(fresh, baselineFolder, { recursive: true });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return packages;
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
