import { oncePerClient } from './once-per-client.ts';

/** What a client last complained of. */
export interface Complaints {
  last: unknown;
}

interface Emitter {
  on(event: string, listener: (error: unknown) => void): unknown;
}

/**
 * Listens to a client, once for all stores on it: it warns of a leak when it is listened to by eleven. Also so that an
 * outage does not end the process: an "error" that nobody listens to does.
 */
export const complaintsOf: (client: Emitter) => Complaints = /* @__PURE__ */ oncePerClient((client: Emitter) => {
  const complaints: Complaints = { last: undefined };
  client.on('error', (error) => {
    complaints.last = error;
  });
  return complaints;
});
