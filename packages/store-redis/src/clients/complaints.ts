/** What a client last complained of. */
export interface Complaints {
  last: unknown;
}

interface Emitter {
  on(event: string, listener: (error: unknown) => void): unknown;
}

const known = new WeakMap<Emitter, Complaints>();

/**
 * Listens to a client, once for all stores on it: it warns of a leak when it is listened to by eleven. Also so that an
 * outage does not end the process: an "error" that nobody listens to does.
 */
export function complaintsOf(client: Emitter): Complaints {
  const there = known.get(client);
  if (there !== undefined) return there;
  const complaints: Complaints = { last: undefined };
  known.set(client, complaints);
  client.on('error', (error) => {
    complaints.last = error;
  });
  return complaints;
}
