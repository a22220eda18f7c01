/**
 * Sends to the node of a key by itself, where the client does not follow a key that has moved: then by the client, which
 * goes after the key and learns where it is, and then again. All that is sent so may be sent twice.
 */
export async function whereItMoved<T>(byTheClient: () => Promise<unknown>, toItsNode: () => Promise<T>): Promise<T> {
  try {
    return await toItsNode();
  } catch (error) {
    if (!String((error as { readonly message?: unknown } | null)?.message).startsWith('MOVED ')) throw error;
    await byTheClient();
    return toItsNode();
  }
}
