/** What of Cloudflare's own module is used; `@cloudflare/workers-types` has all of it. */
declare module 'cloudflare:workers' {
  /** The variables and secrets of the Worker, here all texts. */
  export const env: Readonly<Record<string, string | undefined>>;
  /** Keeps the request going that is being answered, until the work has ended. */
  export function waitUntil(work: Promise<unknown>): void;
}
