import ts from 'typescript';
import { sharedPrefix } from './unchanged.ts';

/** Something that an entry exports. */
export interface Exported {
  /** The thing itself, whatever names lead to it. */
  readonly symbol: ts.Symbol;
  readonly isValue: boolean;
  readonly isType: boolean;
  /** How many type arguments the type takes. */
  readonly typeParameters: number;
}

/** Everything that a module exports, by name; what is in an exported namespace by its dotted name. */
export function exportsOf(checker: ts.TypeChecker, file: ts.SourceFile | undefined): ReadonlyMap<string, Exported> {
  const found = new Map<string, Exported>();
  const module = file === undefined ? undefined : checker.getSymbolAtLocation(file);
  if (module !== undefined) collect(checker, module, '', found);
  return found;
}

function collect(checker: ts.TypeChecker, module: ts.Symbol, prefix: string, found: Map<string, Exported>): void {
  for (const each of checker.getExportsOfModule(module)) {
    if (each.name.startsWith(sharedPrefix)) continue;
    const symbol = resolved(checker, each);
    const name = `${prefix}${each.name}`;
    if ((symbol.flags & ts.SymbolFlags.Module) !== 0) {
      collect(checker, symbol, `${name}.`, found);
      continue;
    }
    found.set(name, {
      symbol,
      isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
      isType: (symbol.flags & ts.SymbolFlags.Type) !== 0,
      typeParameters: typeParametersOf(symbol),
    });
  }
}

function resolved(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

function typeParametersOf(symbol: ts.Symbol): number {
  for (const declaration of symbol.declarations ?? []) {
    if (
      ts.isTypeAliasDeclaration(declaration) ||
      ts.isInterfaceDeclaration(declaration) ||
      ts.isClassDeclaration(declaration)
    ) {
      return declaration.typeParameters?.length ?? 0;
    }
  }
  return 0;
}

/** The type that a name stands for in a type position, and the one of its value. */
export function typesOf(checker: ts.TypeChecker, { symbol, isValue, isType }: Exported): ts.Type[] {
  const types: ts.Type[] = [];
  if (isType) types.push(checker.getDeclaredTypeOfSymbol(symbol));
  if (isValue) types.push(checker.getTypeOfSymbol(symbol));
  return types;
}

/** Whether a type is the language's or a library's own: nothing in it is ours to change. */
export function isForeign(type: ts.Type): boolean {
  const [declaration] = type.symbol?.declarations ?? [];
  if (declaration === undefined) return false;
  const { fileName } = declaration.getSourceFile();
  return fileName.includes('/node_modules/');
}
