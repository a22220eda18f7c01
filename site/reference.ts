import { globSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Application, type DeclarationReflection, ReflectionKind, TSConfigReader, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { referenceFolder, repository, root } from './routes.ts';
import { undocumentedIn } from './undocumented.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string>>;
}

/** What users import, and the file that it is: `@tokenwright/core/errors` is `packages/core/src/errors.ts`. */
function publicEntries(): Map<string, string> {
  const entries = new Map<string, string>();
  for (const file of [...globSync('packages/*/package.json', { cwd: root }), 'specs/package.json']) {
    const manifest = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Manifest;
    if (manifest.private === true) continue;
    for (const [entry, source] of Object.entries(manifest.exports ?? {})) {
      if (source.endsWith('.ts')) {
        entries.set(path.join(root, path.dirname(file), source), path.posix.join(manifest.name, entry));
      }
    }
  }
  return entries;
}

const output = path.join(root, referenceFolder);
const options: Partial<TypeDocOptions & PluginOptions> = {
  tsconfig: path.join(root, 'site/tsconfig.reference.json'),
  plugin: ['typedoc-plugin-markdown'],
  name: 'API reference',
  readme: 'none',
  githubPages: false,
  excludeInternal: true,
  excludeExternals: true,
  disableGit: true,
  sourceLinkTemplate: `${repository}/blob/main/{path}#L{line}`,
  excludePrivate: true,
  validation: { notDocumented: false, notExported: false, invalidLink: true },
  // What the generator's runtime says of the platform.
  externalSymbolLinkMappings: { typescript: { Body: '#', 'JSON.stringify': '#' } },
  logLevel: 'Warn',
  outputs: [{ name: 'markdown', path: output }],
  outputFileStrategy: 'modules',
  // What is called comes before what it is called with.
  groupOrder: ['Functions', 'Classes', 'Variables', 'Interfaces', 'Type Aliases', '*'],
  entryFileName: 'README',
  modulesFileName: 'README',
  indexFormat: 'table',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeDeclarationFormat: 'table',
  enumMembersFormat: 'table',
  tableColumnSettings: { hideSources: true, hideInherited: true, hideOverrides: true },
};

/**
 * The API reference: read by TypeDoc from the public entries of the published packages, and written as Markdown for the
 * site. It is not kept in git, so it cannot lag behind the code; what an export owes its reader is checked instead.
 *
 * @returns whether what is exported has its doc comments and every link in one leads somewhere; what is wrong is printed
 */
export async function makeReference({ write }: { readonly write: boolean }): Promise<boolean> {
  const entries = publicEntries();
  const all = { ...options, entryPoints: [...entries.keys()] };
  const application = await Application.bootstrapWithPlugins(all, [new TSConfigReader()]);
  const project = await application.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the entries; its errors are above.');
  // TypeDoc types this as reflections of any kind; asked for modules, it gives declarations.
  const modules = project.getReflectionsByKind(ReflectionKind.Module) as DeclarationReflection[];
  for (const module of modules) {
    const file = project.getSymbolIdFromReflection(module)?.fileName;
    module.name = (file && entries.get(file)) ?? module.name;
  }
  application.validate(project);
  for (const module of modules) {
    if (module.hasComment()) continue;
    application.logger.error(`${module.name}: the entry has no doc comment with @packageDocumentation.`);
  }
  const missing = undocumentedIn(modules);
  for (const { place, name, isExport } of missing) {
    application.logger.error(`${place}: ${isExport ? `the export "${name}"` : `"${name}"`} has no doc comment.`);
  }
  const exported = modules.flatMap(({ children = [] }) => children).length;
  console.log(
    `${entries.size} entries, ${exported} exports; ${missing.length} have, or have a member, without a doc comment`,
  );
  if (write) {
    rmSync(output, { recursive: true, force: true });
    await application.generateOutputs(project);
  }
  return !application.logger.hasErrors() && !application.logger.hasWarnings();
}
