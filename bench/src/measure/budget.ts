/** A subject that takes longer than this at one size is not asked for more. */
export const budgetMs = 20_000;

/** What has been tried of one subject, size by size: whether the next size can be expected to end in time. */
export class Budget {
  #size = 0;
  #elapsedMs = 0;

  /** Whether `size`, in proportion to the last one, would take longer than the budget. */
  exceededBy(size: number): boolean {
    return this.#size > 0 && (this.#elapsedMs / this.#size) * size > budgetMs;
  }

  took(size: number, elapsedMs: number): void {
    this.#size = size;
    this.#elapsedMs = elapsedMs;
  }
}

/** What a table says of a subject that was not asked for more. */
export const didNotFinish: string = `takes longer than ${budgetMs / 1000} s`;
