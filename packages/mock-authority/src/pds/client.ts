import type { MockClient } from '../options.ts';
import type { TwinState } from '../state/twin-state.ts';
import { empty, forbidden, missing, notValid } from './refusals.ts';

/** The value of a parameter that has to be there and not empty. */
export function required(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (value === undefined) throw missing(name);
  if (value === '') throw empty(name);
  return value;
}

/** The application with this id. `parameter` is what the endpoint calls it. */
export function knownClient(
  clientId: string,
  state: TwinState,
  parameter: 'client_id' | 'app_id' = 'client_id',
): MockClient {
  const client = state.clients.get(clientId);
  if (!client) throw notValid(parameter, 'there is no application with this id');
  if (client.disabled) throw forbidden(`application ${clientId} is disabled`);
  return client;
}

/**
 * Checks the secret: an application that has one must send it (with an assertion it may leave it out), one that has
 * none must not rely on it.
 */
export function checkSecret(client: MockClient, fields: ReadonlyMap<string, string>, optional: boolean): void {
  const sent = fields.get('client_secret');
  if (sent === client.clientSecret) return;
  if (sent === undefined) {
    if (optional) return;
    throw missing('client_secret');
  }
  if (sent === 'undefined') {
    throw notValid('client_secret', 'client_secret is the text "undefined": leave out a parameter that has no value');
  }
  throw notValid(
    'client_secret',
    client.clientSecret === undefined
      ? `application ${client.clientId} is public and has no secret`
      : `the secret of application ${client.clientId} is wrong`,
  );
}
