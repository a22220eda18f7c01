import {
  type DeclarationReflection,
  ReferenceReflection,
  type Reflection,
  ReflectionKind,
  type SomeType,
} from 'typedoc';

/** Something public that says nothing of itself. */
export interface Undocumented {
  /** `packages/core/src/errors.ts:12`. */
  readonly place: string;
  /** `TokenSource.getToken`. */
  readonly name: string;
  /** Whether it is an export itself, or what one is made of. */
  readonly isExport: boolean;
}

/**
 * Every export, and every property, method and accessor of one, that has no doc comment: its own, that of a signature, or
 * one that it inherits. What is generated from a document is described there, which a test of the documents holds to.
 */
export function undocumentedIn(modules: readonly DeclarationReflection[]): readonly Undocumented[] {
  const found = new Map<string, Undocumented>();
  const seen = new Set<Reflection>();
  const visit = (given: DeclarationReflection, outer: string, isAlternative: boolean): void => {
    const reflection = given instanceof ReferenceReflection ? given.getTargetReflectionDeep() : given;
    if (!reflection.isDeclaration() || seen.has(reflection)) return;
    seen.add(reflection);
    const [source] = reflection.sources ?? [];
    if (source === undefined || source.fileName.includes('/src/gen/')) return;
    const name = outer === '' ? reflection.name : `${outer}.${reflection.name}`;
    if (!isDocumented(reflection) && !isOfThePlatform(reflection) && !saysItself(reflection, isAlternative)) {
      const place = `${source.fileName}:${source.line}`;
      // What is inherited, or exported twice, is missing once: where it is written.
      const key = `${place} ${reflection.name}`;
      if (!found.has(key) || reflection.inheritedFrom === undefined)
        found.set(key, { place, name, isExport: outer === '' });
    }
    for (const child of reflection.children ?? [])
      if (!child.kindOf(ReflectionKind.Constructor)) visit(child, name, false);
    for (const { members, isAlternative: isOne } of writtenOut(reflection.type))
      for (const member of members) visit(member, name, isOne);
  };
  for (const { children = [] } of modules) for (const child of children) visit(child, '', false);
  return [...found.values()].toSorted((left, right) => left.place.localeCompare(right.place, 'en', { numeric: true }));
}

function isDocumented(reflection: DeclarationReflection): boolean {
  const { signatures = [], getSignature, setSignature } = reflection;
  return [reflection, ...signatures, getSignature, setSignature].some((each) => each?.hasComment() === true);
}

/** Inherited from, written over, or asked for by something that no package of ours has: the `name` of an error. */
function isOfThePlatform({ inheritedFrom, overwrites, implementationOf }: DeclarationReflection): boolean {
  return [inheritedFrom, overwrites, implementationOf].some(
    (origin) => origin !== undefined && origin.reflection === undefined,
  );
}

/** What may not be given (`sign?: undefined`), and what tells one alternative from another (`type: 'renewed'`). */
function saysItself({ type, flags }: DeclarationReflection, isAlternative: boolean): boolean {
  if (type?.type === 'intrinsic') return type.name === 'undefined' || type.name === 'never';
  return isAlternative && type?.type === 'literal' && !flags.isOptional;
}

interface Members {
  readonly members: readonly DeclarationReflection[];
  /** Whether a union has others beside these. */
  readonly isAlternative: boolean;
}

/** What is written out in a type: each alternative of a union, the elements of a list. */
function writtenOut(type: SomeType | undefined, isAlternative = false): readonly Members[] {
  const inside = (each: SomeType): readonly Members[] => writtenOut(each, isAlternative);
  return (
    type?.visit<readonly Members[]>({
      reflection: ({ declaration }) => [{ members: declaration.children ?? [], isAlternative }],
      union: ({ types }) => types.flatMap((each) => writtenOut(each, true)),
      intersection: ({ types }) => types.flatMap(inside),
      array: ({ elementType }) => inside(elementType),
      optional: ({ elementType }) => inside(elementType),
      tuple: ({ elements }) => elements.flatMap(inside),
      typeOperator: ({ target }) => inside(target),
    }) ?? []
  );
}
