import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../generation/targets.ts';
import { compareDeclarations } from './api-changes.ts';
import {
  type Baseline,
  baselineDeclarations,
  baselineDocument,
  baselineDocuments,
  baselineTypeTests,
  readBaseline,
} from './baseline.ts';
import { type Bump, bumpAfter, largest } from './bump.ts';
import { type Declarations, declarationsOf } from './declarations.ts';
import { type Change, compareDocuments } from './document-changes.ts';
import { digestOf, documentNames, type PublishedPackage, readPackages } from './packages.ts';
import { assertGenerated } from './generated.ts';
import { inspectDocument } from '../documents/inspect.ts';
import { compileTypeTests } from './type-tests.ts';

/** What a package's next version has to be, and why. */
export interface Required {
  readonly packageName: string;
  /** Its version in the baseline; undefined: it was not there. */
  readonly released: string | undefined;
  /** As the changes are rated, before the version is looked at. */
  readonly rated: Bump;
  /** What a changeset has to say at least. */
  readonly bump: Bump;
  readonly changes: readonly Change[];
}

/** What changed since the baseline, and what it asks of the next version of each package. */
export interface Requirement {
  readonly packages: readonly Required[];
  /** Documents that changed, by name. */
  readonly documents: ReadonlyMap<string, readonly Change[]>;
}

/**
 * Finds what changed since the last release: documents by the differ, declarations and type tests by the compiler,
 * sources by their digest.
 *
 * @throws Stop when something stands in the way: no baseline, a document that is at fault, clients that were not
 * generated anew
 */
export async function findRequired(): Promise<Requirement> {
  const baseline = readBaseline();
  const documents = await changedDocuments();
  const all = readPackages();
  const digests = new Map(all.map((each) => [each.manifest.name, digestOf(each)]));
  const isTouched = ({ manifest }: PublishedPackage): boolean =>
    digests.get(manifest.name) !== baseline[manifest.name]?.digest;

  const released = new Map<string, Declarations>();
  const current = new Map<string, Declarations>();
  for (const each of all) {
    const { name } = each.manifest;
    const old = baselineDeclarations(each);
    if (baseline[name] !== undefined) released.set(name, old);
    current.set(name, isTouched(each) ? await declarationsOf(each) : old);
  }
  const isOther = (name: string): boolean => !isEqual(released.get(name), current.get(name));

  const packages: Required[] = [];
  for (const each of all) {
    const { name } = each.manifest;
    const changes: Change[] = [];
    const known = baseline[name];
    if (known === undefined) {
      changes.push({ bump: 'minor', message: 'The package is new.' });
    } else {
      for (const document of each.documents) changes.push(...(documents.get(document) ?? []).map(seenBy(each)));
      // A provider is seen through core: what core takes away is gone from there too.
      const seen = [name, ...Object.keys(each.manifest.dependencies ?? {})];
      if (seen.some(isOther)) {
        changes.push(...compareDeclarations(each, { released, current }));
        changes.push(...compileTypeTests(each, baselineTypeTests(each)));
      }
      if (known.node !== each.manifest.engines?.node) {
        changes.push({
          bump: 'major',
          message: `It needs Node.js ${each.manifest.engines?.node ?? 'of any version'}, ${known.node ?? 'any'} until now.`,
        });
      }
      if (changes.length === 0 && isTouched(each)) {
        changes.push({ bump: 'patch', message: 'Its sources changed, and nothing that users can see in its types.' });
      }
    }
    packages.push(rate(name, baseline, changes));
  }
  for (const [name, { version }] of Object.entries(baseline)) {
    if (all.some(({ manifest }) => manifest.name === name)) continue;
    const change: Change = { bump: 'none', message: 'The package is gone. Deprecate it where it was published.' };
    packages.push({ packageName: name, released: version, rated: 'none', bump: 'none', changes: [change] });
  }
  return { packages, documents };
}

/** A document's named examples are asked for by those who have the document; in a client there are none. */
function seenBy({ folder }: PublishedPackage): (change: Change) => Change {
  return (change) => (change.isExample === true && folder !== 'specs' ? { ...change, bump: 'patch' } : change);
}

function rate(packageName: string, baseline: Baseline, changes: readonly Change[]): Required {
  const released = baseline[packageName]?.version;
  const rated = largest(changes.map(({ bump }) => bump));
  // What nobody has can break nobody, and its first release is a minor one.
  const isFirst = released === undefined || released === '0.0.0';
  return { packageName, released, rated, bump: isFirst ? 'minor' : bumpAfter(released, rated), changes };
}

/** The changes of every document that is not what it was, each looked through before it is compared. */
async function changedDocuments(): Promise<Map<string, readonly Change[]>> {
  const folder = path.join(root, 'specs');
  const present = documentNames(folder);
  const before = baselineDocuments();
  const found = new Map<string, readonly Change[]>();
  for (const name of present) {
    const file = path.join(folder, `${name}.yaml`);
    const base = before.includes(name) ? baselineDocument(name) : undefined;
    if (base !== undefined && readFileSync(base, 'utf8') === readFileSync(file, 'utf8')) continue;
    await inspectDocument(file);
    await assertGenerated(file);
    const place = `specs/${name}.yaml`;
    found.set(
      name,
      base === undefined
        ? [{ bump: 'minor', message: 'The document is new.', place }]
        : orText(compareDocuments(base, file), place),
    );
  }
  for (const name of before) {
    if (present.includes(name)) continue;
    found.set(name, [{ bump: 'major', message: 'The document is gone.', place: `specs/${name}.yaml` }]);
  }
  return found;
}

/** Comments and spaces are no change to the differ, but the file is published. */
function orText(changes: readonly Change[], place: string): readonly Change[] {
  return changes.length > 0 ? changes : [{ bump: 'patch', message: 'The text of the document changed.', place }];
}

function isEqual(left: Declarations | undefined, right: Declarations | undefined): boolean {
  return JSON.stringify([...(left ?? [])]) === JSON.stringify([...(right ?? [])]);
}
