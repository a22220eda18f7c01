import type { Subject } from './subject.ts';

/**
 * Everything that is measured in processes of its own, by the name of the comparison; each process loads its list alone.
 * A case knows what the subjects of its list are told.
 */
const lists = {
  'cached-token': async () => (await import('./cached-token.ts')).cachedTokenSubjects,
  pool: async () => (await import('./pool.ts')).poolSubjects,
  'assertion, key at hand': async () => (await import('./assertion.ts')).withKey,
  'assertion, key from PEM': async () => (await import('./assertion.ts')).withPem,
  'mint, jwt-bearer': async () => (await import('../mint/jwt-bearer.ts')).jwtBearerSubjects,
  'mint, client credentials': async () => (await import('../mint/client-credentials.ts')).clientCredentials,
  'authorized-fetch': async () => (await import('./authorized-fetch.ts')).overLoopback,
  'authorized-fetch, answered at once': async () => (await import('./authorized-fetch.ts')).answeredAtOnce,
} satisfies Readonly<Record<string, () => Promise<readonly Subject<never>[]>>>;

export type SubjectList = keyof typeof lists;

/** The subjects of a list. */
export function subjectsIn(list: SubjectList): Promise<readonly Subject<never>[]> {
  return lists[list]();
}
