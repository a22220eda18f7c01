/** The names of what needs files or sockets; apart, for where the cases themselves cannot even be loaded. */
export const serverNames = {
  entries: 'the entries for servers load, and the documents can be read',
  mock: 'the mock authority answers without a socket',
  files: 'S8: the file store does what a store has to do',
  redis: 'S8: so does the Redis store, by redis',
  ioredis: 'S8: so does the Redis store, by ioredis',
} as const;
