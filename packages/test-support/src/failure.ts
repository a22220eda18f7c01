/** What a piece of work fails with, if that is an error of the kind that is asked for; anything else is thrown. */
export async function failureOf<Failure>(
  kind: { isInstance(value: unknown): value is Failure },
  work: () => unknown,
): Promise<Failure> {
  try {
    await work();
  } catch (error) {
    if (kind.isInstance(error)) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
