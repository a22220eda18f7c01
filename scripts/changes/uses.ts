import ts from 'typescript';
import { exportsOf, isForeign } from './exported.ts';

/** In which directions users hold a type: they get it, they hand it in, or both. */
export type Use = 'received' | 'given';

/** The uses of a named type; a type without an entry is reached by no function, so it may be used in any way. */
export type Uses = ReadonlyMap<ts.Symbol, ReadonlySet<Use>>;

/** Finds out how users hold each type, from the functions and classes that entries export. */
export function usesOf(checker: ts.TypeChecker, entries: readonly (ts.SourceFile | undefined)[]): Uses {
  const uses = new Map<ts.Symbol, Set<Use>>();
  const seen: Readonly<Record<Use, Set<ts.Type>>> = { received: new Set(), given: new Set() };

  const visit = (type: ts.Type, use: Use): void => {
    for (const symbol of [type.aliasSymbol, type.symbol]) {
      if (symbol === undefined) continue;
      const known = uses.get(symbol) ?? new Set<Use>();
      known.add(use);
      uses.set(symbol, known);
    }
    if (seen[use].has(type)) return;
    seen[use].add(type);
    for (const argument of type.aliasTypeArguments ?? []) visit(argument, use);
    if (type.isUnionOrIntersection()) for (const each of type.types) visit(each, use);
    if (type.isTypeParameter()) {
      const constraint = checker.getBaseConstraintOfType(type);
      if (constraint !== undefined) visit(constraint, use);
    }
    if ((type.flags & ts.TypeFlags.Object) === 0) return;
    // Of a promise or a list what is in it counts, in the same direction.
    for (const argument of checker.getTypeArguments(type as ts.TypeReference)) visit(argument, use);
    if (isForeign(type)) return;
    for (const property of checker.getPropertiesOfType(type)) visit(checker.getTypeOfSymbol(property), use);
    for (const { type: member } of checker.getIndexInfosOfType(type)) visit(member, use);
    for (const signature of checker.getSignaturesOfType(type, ts.SignatureKind.Call)) visitSignature(signature, use);
    for (const signature of checker.getSignaturesOfType(type, ts.SignatureKind.Construct))
      visitSignature(signature, use);
  };
  const visitSignature = (signature: ts.Signature, use: Use): void => {
    const other = use === 'received' ? 'given' : 'received';
    for (const parameter of signature.getParameters()) visit(checker.getTypeOfSymbol(parameter), other);
    visit(signature.getReturnType(), use);
  };

  for (const entry of entries) {
    for (const { symbol, isValue } of exportsOf(checker, entry).values()) {
      if (isValue) visit(checker.getTypeOfSymbol(symbol), 'received');
    }
  }
  return uses;
}
