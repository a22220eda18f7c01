/** What all stores on one client share is made for the first of them. */
export function oncePerClient<Client extends object, Shared>(
  make: (client: Client) => Shared,
): (client: Client) => Shared {
  const made = new WeakMap<Client, Shared>();
  return (client) => {
    const shared = made.get(client) ?? make(client);
    made.set(client, shared);
    return shared;
  };
}
