import path from 'node:path';
import type ts from 'typescript';
import { root } from '../generation/targets.ts';
import type { Declarations } from './declarations.ts';
import type { Change } from './document-changes.ts';
import { exportsOf, type Exported } from './exported.ts';
import { memberChanges } from './member-changes.ts';
import type { PublishedPackage } from './packages.ts';
import { createProgram, withoutFiles } from './program.ts';
import { shareUnchanged } from './unchanged.ts';
import { usesOf, type Uses } from './uses.ts';

/** The declarations of every published package, by its name, at two times. */
export interface TwoTimes {
  readonly released: ReadonlyMap<string, Declarations>;
  readonly current: ReadonlyMap<string, Declarations>;
}

/**
 * Compares what the users of a package can write before and after. The compiler decides: what is there now has to stand
 * where the released one stood, in the direction in which users hold it.
 */
export function compareDeclarations({ manifest, folder }: PublishedPackage, times: TwoTimes): Change[] {
  const released = times.released.get(manifest.name) ?? new Map<string, string>();
  const current = times.current.get(manifest.name) ?? new Map<string, string>();
  const changes: Change[] = [];
  for (const entry of released.keys()) {
    if (!current.has(entry))
      changes.push({ bump: 'major', message: `The entry ${shown(manifest.name, entry)} is gone.` });
  }
  for (const entry of current.keys()) {
    if (!released.has(entry))
      changes.push({ bump: 'minor', message: `The entry ${shown(manifest.name, entry)} is new.` });
  }
  const entries = [...released.keys()].filter((entry) => current.has(entry));
  const comparison = path.join(root, folder, '.comparison.ts');
  const files = filesOf(times);
  const resolve = (name: string, from: string): string | undefined => resolveAt(name, from, files);

  // First what there is, then a file that puts each new thing where its old one stood.
  const bare = createProgram(new Map([...files, [comparison, imports(entries)]]), resolve);
  const checker = bare.getTypeChecker();
  const pairs = entries.flatMap((entry, index) => {
    const old = exportsOf(checker, bare.getSourceFile(fileOf('released', manifest.name, entry)));
    const now = exportsOf(checker, bare.getSourceFile(fileOf('current', manifest.name, entry)));
    const where = shown(manifest.name, entry);
    for (const name of old.keys()) {
      if (!now.has(name)) changes.push({ bump: 'major', message: `\`${name}\` is no longer exported.`, place: where });
    }
    for (const name of now.keys()) {
      if (!old.has(name)) changes.push({ bump: 'minor', message: `\`${name}\` is exported now.`, place: where });
    }
    return [...old].flatMap(([name, before]) => {
      const after = now.get(name);
      const isChanged = after !== undefined && after.symbol !== before.symbol;
      return isChanged ? [{ name, where, index, before, after }] : [];
    });
  });

  const releasedFiles = entries.map((entry) => bare.getSourceFile(fileOf('released', manifest.name, entry)));
  const uses = usesOf(checker, releasedFiles);
  const exported = new Set(
    releasedFiles.flatMap((file) => [...exportsOf(checker, file).values()].map(({ symbol }) => symbol)),
  );
  for (const { name, where, before, after } of pairs) {
    for (const change of memberChanges(checker, name, before, after, exported))
      changes.push({ ...change, place: where });
  }

  const checks = pairs.flatMap((pair) => checksOf(pair).map((check) => ({ check, pair })));
  const head = imports(entries);
  const offset = head.split('\n').length - 1;
  const text = head + checks.map(({ check }, index) => `export const check${index}: ${check.code};\n`).join('');
  const program = createProgram(new Map([...files, [comparison, text]]), resolve);
  const source = program.getSourceFile(comparison);
  for (const { start = 0, messageText } of program.getSemanticDiagnostics(source)) {
    const line = source?.getLineAndCharacterOfPosition(start).line ?? 0;
    const found = checks[line - offset];
    if (found === undefined) continue;
    const { check, pair } = found;
    const isBreaking = breaks(check.direction, uses, pair.before);
    // A member that came or went is said already, in fewer words; only the size may be larger.
    const said = changes.filter(({ place, message }) => place === pair.where && message.startsWith(`\`${pair.name}`));
    if (said.length > 0 && (!isBreaking || said.some(({ bump }) => bump === 'major'))) continue;
    const reason = reasonOf(messageText);
    changes.push(
      isBreaking
        ? { bump: 'major', message: `\`${pair.name}\` ${broken[check.direction]}: ${reason}`, place: pair.where }
        : { bump: 'minor', message: `\`${pair.name}\` allows more than before: ${reason}`, place: pair.where },
    );
  }
  return changes;
}

type Direction = 'value' | 'received' | 'given';

const broken: Readonly<Record<Direction, string>> = {
  value: 'cannot be used as before',
  received: 'cannot be read as before',
  given: 'cannot be given as before',
};

/** A type that users only hand in may take more, one that they only get may promise more. */
function breaks(direction: Direction, uses: Uses, before: Exported): boolean {
  if (direction === 'value') return true;
  const use = uses.get(before.symbol);
  return use === undefined || use.has(direction);
}

/** Code that compiles when nothing breaks; the released thing is on the left where users get it. */
function checksOf({
  name,
  index,
  before,
  after,
}: {
  readonly name: string;
  readonly index: number;
  readonly before: Exported;
  readonly after: Exported;
}): { readonly direction: Direction; readonly code: string }[] {
  const old = `Released${index}.${name}`;
  const now = `Current${index}.${name}`;
  const checks: { direction: Direction; code: string }[] = [];
  if (before.isValue) {
    checks.push({
      direction: 'value',
      code: after.isValue ? `typeof ${old} = null! as typeof ${now}` : `never = ${now}`,
    });
  }
  if (before.isType) {
    const given = before.typeParameters === 0 ? '' : `<${Array(before.typeParameters).fill('any').join(', ')}>`;
    checks.push({ direction: 'received', code: `${old}${given} = null! as ${now}${given}` });
    checks.push({ direction: 'given', code: `${now}${given} = null! as ${old}${given}` });
  }
  return checks;
}

function imports(entries: readonly string[]): string {
  return entries
    .map(
      (entry, index) =>
        `import type * as Released${index} from 'released:${entry}';\nimport type * as Current${index} from 'current:${entry}';\n`,
    )
    .join('');
}

type Time = 'released' | 'current';

/** Where the declarations of an entry are, in memory: in the package's own folder, so that its dependencies are found. */
function fileOf(time: Time, packageName: string, entry: string): string {
  const shortName = packageName.slice(packageName.indexOf('/') + 1);
  const folder = shortName === 'specs' ? 'specs' : `packages/${shortName}`;
  return path.join(root, folder, `.${time}`, `${entry}.d.ts`);
}

/** Every declaration file of both times, by its path in memory; what did not change is there once. */
function filesOf({ released, current }: TwoTimes): Map<string, string> {
  const files = new Map<string, string>();
  const isSame = (module: string): boolean => {
    const [packageName, entry] = entryOf(module) ?? [];
    if (packageName === undefined || entry === undefined) return true;
    const text = released.get(packageName)?.get(entry);
    return text !== undefined && text === current.get(packageName)?.get(entry) && importsOf(text).every(isSame);
  };
  for (const [name, declarations] of released) {
    for (const [entry, text] of declarations) files.set(fileOf('released', name, entry), text);
  }
  for (const [name, declarations] of current) {
    for (const [entry, text] of declarations) {
      const before = released.get(name)?.get(entry);
      const file = fileOf('current', name, entry);
      if (before === undefined) {
        files.set(file, text);
        continue;
      }
      const other = fileOf('released', name, entry);
      const shared = shareUnchanged(before, text, `${releasedFile}${other}`, isSame);
      files.set(file, shared.current);
      files.set(other, shared.released);
    }
  }
  return files;
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/ from "(@tokenwright\/[^"]+)"/g)].map(([, name = '']) => name);
}

/** Package and entry of an import from one of our packages. */
function entryOf(module: string): [packageName: string, entry: string] | undefined {
  const match = /^(@tokenwright\/[\w-]+)(?:\/(.+))?$/.exec(module);
  return match === null ? undefined : [match[1] ?? '', match[2] ?? 'index'];
}

/** Before the path of a file in memory, in an import of it. */
const releasedFile = 'released-file:';

/** Imports between our packages stay within their time: what core was then is what a provider was built on then. */
function resolveAt(name: string, from: string, files: ReadonlyMap<string, string>): string | undefined {
  if (name.startsWith(releasedFile)) return name.slice(releasedFile.length);
  const own = /^(released|current):(.+)$/.exec(name);
  if (own !== null) return path.join(path.dirname(from), `.${own[1] ?? ''}`, `${own[2] ?? ''}.d.ts`);
  const time = /[\\/]\.(released|current)[\\/]/.exec(from)?.[1] as Time | undefined;
  const [packageName, entry] = entryOf(name) ?? [];
  if (time === undefined || packageName === undefined || entry === undefined) return undefined;
  const file = fileOf(time, packageName, entry);
  return files.has(file) ? file : undefined;
}

function shown(packageName: string, entry: string): string {
  return entry === 'index' ? packageName : `${packageName}/${entry}`;
}

/** The innermost reason, and the members on the way to it; what is between quotes whole types. */
function reasonOf(message: string | ts.DiagnosticMessageChain): string {
  const members: string[] = [];
  let text = '';
  for (let chain: ReasonChain = message; chain !== undefined; chain = nextOf(chain)) {
    text = typeof chain === 'string' ? chain : chain.messageText;
    members.push(...(/^(?:The t|T)ypes of (?:property )?'([^']*)'/.exec(text)?.slice(1) ?? []));
  }
  const plain = withoutFiles(text).replaceAll(/\b(?:Released|Current)\d+\./g, '');
  const reason = members.length === 0 ? plain : `at ${members.join('.')}: ${plain}`;
  return reason.length > 300 ? `${reason.slice(0, 299)}…` : reason;
}

type ReasonChain = string | ts.DiagnosticMessageChain | undefined;

function nextOf(chain: string | ts.DiagnosticMessageChain): ReasonChain {
  return typeof chain === 'string' ? undefined : chain.next?.[0];
}
