import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureOf } from './failure.ts';
import { canary, everyView, leaksOf } from './leaks.ts';

/** What a function is given, the class of the error, and its sentence. */
export type Row = readonly [given: readonly unknown[], name: string, sentence: string];

/** What a package offers, and what its functions say to bad input. */
export interface EveryFunction {
  /** Everything that the package exports. */
  readonly exported: Readonly<Record<string, unknown>>;
  /** The base class of its errors. */
  readonly errors: { isInstance(value: unknown): value is Error };
  /** What each function takes. */
  readonly good: Readonly<Record<string, readonly unknown[]>>;
  /** What each function says to what it does not take. */
  readonly rows: Readonly<Record<string, readonly Row[]>>;
  /** What only its maker decides the inside of: it is replaced as a whole, not in part. */
  readonly made: readonly unknown[];
}

type Callable = (...given: readonly unknown[]) => unknown;
type Constructable = new (...given: readonly unknown[]) => unknown;

/** Tests that hold every function of a package to its sentences for bad input, and to its own errors whatever it is given. */
export function testEveryFunction({ exported, errors, good, rows, made }: EveryFunction): void {
  /** Calls a function of the package as JavaScript would, and closes what it makes. */
  async function call(name: string, given: readonly unknown[]): Promise<void> {
    const value = exported[name];
    const result: unknown = name.endsWith('Client')
      ? new (value as Constructable)(...given)
      : await (value as Callable)(...given);
    await (result as { close?: () => Promise<void> } | undefined)?.close?.();
  }

  test('has its sentences here for every function and class, errors and questions aside', () => {
    const functions = Object.entries(exported)
      .filter(([name, value]) => typeof value === 'function' && !/^[A-Z]\w+Error$/.test(name))
      .map(([name]) => name);
    expect(new Set(Object.keys(good))).toEqual(new Set(functions));
    // Whether an error is one of this provider is asked of anything.
    expect(new Set(Object.keys(rows))).toEqual(new Set(functions.filter((name) => !/^is\w+Error$/.test(name))));
  });

  test.each(
    Object.entries(rows).flatMap(([name, list]) =>
      list.map(([given, errorName, sentence]) => [name, errorName, sentence, given] as const),
    ),
  )('%s is a %s: %s', async (name, errorName, sentence, given) => {
    const error = await failureOf(errors, () => call(name, given));
    expect([error.name, error.message]).toEqual([errorName, sentence]);
    expect(leaksOf(canary, everyView(error))).toEqual([]);
  });

  test.each(Object.keys(good))('%s fails with no other error than ours, whatever it is given', async (name) => {
    const given = good[name] ?? [];
    const positions = fc.nat(Math.max(0, given.length - 1));
    // A whole argument, or one member of one that is an object of parameters or options.
    const members = fc.tuple(positions, fc.option(fc.nat(9)), fc.anything({ withBigInt: true, withMap: true }));
    await fc.assert(
      fc.asyncProperty(members, async ([position, member, value]) => {
        const args = [...given];
        const isMade = made.some((each) => each === args[position]);
        const names = isMade ? [] : Object.keys((args[position] as object | undefined) ?? {});
        const named = member === null ? undefined : names[member % Math.max(1, names.length)];
        args[position] = named === undefined ? value : { ...(args[position] as object), [named]: value };
        const outcome: unknown = await call(name, args).catch((error: unknown) => error);
        if (outcome === undefined) return;
        expect(outcome).toSatisfy((error) => errors.isInstance(error));
        expect(leaksOf(canary, everyView(outcome))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
}
