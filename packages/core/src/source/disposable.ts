/**
 * `Symbol.asyncDispose` is younger than ES2022, and the libraries of TypeScript that lack it are still in use with this
 * package. The same declaration as in `lib.esnext.disposable`, with which it merges.
 */
declare global {
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

/** What `await using` ends. */
export interface AsyncDisposableLike {
  /** What `await using` calls at the end of its block: `close()`. */
  [Symbol.asyncDispose](): Promise<void>;
}
