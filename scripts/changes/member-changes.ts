import ts from 'typescript';
import type { Change } from './document-changes.ts';
import { type Exported, isForeign, typesOf } from './exported.ts';

/**
 * Members that came or went. Assignability alone does not see them: an object without an optional member fits where one
 * with it stood, and a function that takes fewer arguments fits for one that takes more, yet who named them fails.
 *
 * @param exported what has a name of its own, under which it is compared
 */
export function* memberChanges(
  checker: ts.TypeChecker,
  name: string,
  before: Exported,
  after: Exported,
  exported: ReadonlySet<ts.Symbol>,
): Generator<Change> {
  const seen = new Set<ts.Type>();
  const olds = typesOf(checker, before);
  const news = typesOf(checker, after);
  for (const [index, old] of olds.entries()) {
    const now = news[index];
    if (now !== undefined) yield* compare(old, now, name, true);
  }

  function* compare(old: ts.Type, now: ts.Type, at: string, isTop = false): Generator<Change> {
    if (old === now || seen.has(old)) return;
    seen.add(old);
    // A type with a name of its own is compared under that name.
    if (!isTop && isNamed(old)) return;
    if (old.isUnion() || now.isUnion()) {
      yield* compareUnions(old, now, at);
      return;
    }
    if (!isStructured(old) || !isStructured(now) || isForeign(old)) return;
    yield* compareSignatures(old, now, at);
    const olds = membersOf(old);
    const news = membersOf(now);
    for (const [member, property] of olds) {
      const other = news.get(member);
      if (other === undefined) yield { bump: 'major', message: `\`${at}.${member}\` is gone.` };
      else yield* compare(checker.getTypeOfSymbol(property), checker.getTypeOfSymbol(other), `${at}.${member}`);
    }
    for (const member of news.keys()) {
      if (!olds.has(member)) yield { bump: 'minor', message: `\`${at}.${member}\` is new.` };
    }
  }

  /** By name; a symbol is called after itself, without the number that the compiler gives each of its declarations. */
  function membersOf(type: ts.Type): ReadonlyMap<string, ts.Symbol> {
    return new Map(
      checker.getPropertiesOfType(type).map((each) => [each.name.replace(/^__@(\w+)@\d+$/, '[$1]'), each]),
    );
  }

  function* compareSignatures(old: ts.Type, now: ts.Type, at: string): Generator<Change> {
    for (const kind of [ts.SignatureKind.Call, ts.SignatureKind.Construct]) {
      const olds = checker.getSignaturesOfType(old, kind);
      const news = checker.getSignaturesOfType(now, kind);
      const most = (signatures: readonly ts.Signature[]): number =>
        Math.max(0, ...signatures.map((signature) => signature.getParameters().length));
      if (news.length > 0 && most(news) < most(olds)) {
        yield { bump: 'major', message: `\`${at}\` takes fewer arguments.` };
      } else if (olds.length > 0 && most(news) > most(olds)) {
        yield { bump: 'minor', message: `\`${at}\` takes another argument.` };
      }
      const [oldOne] = olds;
      const [newOne] = news;
      if (oldOne === undefined || newOne === undefined) continue;
      for (const [index, parameter] of oldOne.getParameters().entries()) {
        const other = newOne.getParameters()[index];
        if (other === undefined) continue;
        yield* compare(checker.getTypeOfSymbol(parameter), checker.getTypeOfSymbol(other), `${at}(${parameter.name})`);
      }
      yield* compare(oldOne.getReturnType(), newOne.getReturnType(), `${at}()`);
    }
  }

  /**
   * Members of a union are compared with those of the same tag, where there are as many of them; what is left, one by one.
   * Their order says nothing: the compiler puts first what it has met first, what is shared before what has changed.
   */
  function* compareUnions(old: ts.Type, now: ts.Type, at: string): Generator<Change> {
    const parts = (type: ts.Type): ts.Type[] => (type.isUnion() ? type.types : [type]).filter(isStructured);
    const olds = parts(old);
    const news = parts(now);
    if (olds.length !== news.length) return;
    const left = new Set(news);
    const pairs = new Map<ts.Type, ts.Type>();
    for (const isPair of [(each: ts.Type, other: ts.Type) => each === other, isOfOneTag, () => true]) {
      for (const each of olds) {
        const other = pairs.has(each) ? undefined : [...left].find((type) => isPair(each, type));
        if (other === undefined) continue;
        pairs.set(each, other);
        left.delete(other);
      }
    }
    for (const [each, other] of pairs) yield* compare(each, other, at);
  }

  /** Whether users tell both from the rest of their unions by the same: their name, else the members that are literals. */
  function isOfOneTag(left: ts.Type, right: ts.Type): boolean {
    const tag = tagOf(left);
    return tag !== '' && tag === tagOf(right);
  }

  function tagOf(type: ts.Type): string {
    const named = [type.aliasSymbol, type.symbol].find((symbol) => symbol !== undefined);
    const name = named?.name ?? '__type';
    if (!name.startsWith('__')) return name;
    return checker
      .getPropertiesOfType(type)
      .map((each) => [each.name, checker.getTypeOfSymbol(each)] as const)
      .filter(([, { flags }]) => (flags & ts.TypeFlags.Literal) !== 0)
      .map(([member, value]) => `${member}: ${checker.typeToString(value)}`)
      .toSorted()
      .join('; ');
  }

  function isNamed(type: ts.Type): boolean {
    return [type.aliasSymbol, type.symbol].some((symbol) => symbol !== undefined && exported.has(symbol));
  }

  function isStructured(type: ts.Type): boolean {
    return (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  }
}
