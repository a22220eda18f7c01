import ts from 'typescript';

/** What the released text exports under besides its own exports, for the current one to take from there. */
export const sharedPrefix = '__unchanged_';

/**
 * Has the current declarations of an entry take from the released ones whatever is the same in both, with all that it
 * refers to. The compiler then sees one thing where there is one; two that are written alike it can tell to be one only
 * as long as they are not generic.
 *
 * @param from the name by which the current text can import the released one
 * @param isSame whether an import of this module gives the same in both
 */
export function shareUnchanged(
  released: string,
  current: string,
  from: string,
  isSame: (module: string) => boolean,
): { readonly released: string; readonly current: string } {
  const old = readParts(released);
  const now = readParts(current);
  const shared = new Set(
    [...now.named].filter(([name, { text }]) => old.named.get(name)?.text === text).map(([name]) => name),
  );
  const stands = (name: string): boolean => {
    const module = now.imports.get(name);
    if (module !== undefined) return old.imports.get(name) === module && isSame(module.slice(0, module.indexOf(' ')));
    return !now.named.has(name) || shared.has(name);
  };
  // What refers to something that is not shared is not the same either, and so on until nothing is left to drop.
  for (let size = -1; size !== shared.size;) {
    size = shared.size;
    for (const name of shared) {
      const references = now.named.get(name)?.references ?? [];
      if (![...references].every(stands)) shared.delete(name);
    }
  }
  if (shared.size === 0) return { released, current };
  const names = [...shared];
  const kept = now.statements.filter(({ name }) => name === undefined || !shared.has(name)).map(({ text }) => text);
  return {
    released: `${released}\nexport { ${names.map((name) => `${name} as ${sharedPrefix}${name}`).join(', ')} };\n`,
    current: `import { ${names.map((name) => `${sharedPrefix}${name} as ${name}`).join(', ')} } from '${from}';\n${kept.join('\n')}\n`,
  };
}

interface Parts {
  readonly statements: readonly { readonly name: string | undefined; readonly text: string }[];
  readonly named: ReadonlyMap<string, { text: string; readonly references: Set<string> }>;
  /** Module and name there, by the name here. */
  readonly imports: ReadonlyMap<string, string>;
}

function readParts(text: string): Parts {
  const file = ts.createSourceFile('entry.d.ts', text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  const imports = new Map<string, string>();
  const statements: { name: string | undefined; text: string }[] = [];
  const named = new Map<string, { text: string; readonly references: Set<string> }>();
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) readImport(statement, imports);
    const name = nameOf(statement);
    statements.push({ name, text: statement.getText(file) });
    if (name === undefined) continue;
    // Overloads and merged interfaces are one thing.
    const known = named.get(name) ?? { text: '', references: new Set<string>() };
    known.text += `${statement.getText(file)}\n`;
    collectIdentifiers(statement, known.references);
    named.set(name, known);
  }
  return { statements, named, imports };
}

/** The name of what a statement declares for this file alone; what it exports by itself keeps its place. */
function nameOf(statement: ts.Statement): string | undefined {
  const isExported =
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (isExported) return undefined;
  if (ts.isVariableStatement(statement)) {
    const [declaration, ...more] = statement.declarationList.declarations;
    return more.length === 0 && declaration !== undefined && ts.isIdentifier(declaration.name)
      ? declaration.name.text
      : undefined;
  }
  const isNamed =
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return isNamed ? statement.name?.text : undefined;
}

function readImport({ importClause, moduleSpecifier }: ts.ImportDeclaration, imports: Map<string, string>): void {
  if (!ts.isStringLiteral(moduleSpecifier)) return;
  const module = moduleSpecifier.text;
  if (importClause?.name !== undefined) imports.set(importClause.name.text, `${module} default`);
  const bindings = importClause?.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) imports.set(bindings.name.text, `${module} *`);
  else
    for (const { name, propertyName } of bindings.elements)
      imports.set(name.text, `${module} ${(propertyName ?? name).text}`);
}

function collectIdentifiers(node: ts.Node, found: Set<string>): void {
  if (ts.isIdentifier(node)) found.add(node.text);
  ts.forEachChild(node, (child) => collectIdentifiers(child, found));
}
