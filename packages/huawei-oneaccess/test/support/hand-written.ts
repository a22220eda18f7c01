/** Calls as people write them from the vendor's pages: what `docs/migrating.md` measures against. */

interface Tokens {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token?: string;
  readonly id_token?: string;
}

export async function post(url: string, fields: Readonly<Record<string, string | undefined>>): Promise<Tokens> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields as Record<string, string>) });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`OneAccess: ${JSON.stringify(body)}`);
  return body as Tokens;
}

/** Keeps a login in a variable and refreshes it when its time is over. */
export function handWrittenSession(
  url: string,
  app: Readonly<Record<string, string>>,
  login: Tokens,
  now: () => number,
): () => Promise<string> {
  let tokens = login;
  let expiresAt = now() + login.expires_in * 1000;
  return async () => {
    if (now() >= expiresAt) {
      tokens = await post(url, { ...app, grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
      expiresAt = now() + tokens.expires_in * 1000;
    }
    return tokens.access_token;
  };
}

/** Keeps a tenant token for the half hour that the page names. */
export function handWrittenTenant(
  url: string,
  app: Readonly<Record<string, string>>,
  now: () => number,
): () => Promise<string> {
  let token = '';
  let expiresAt = 0;
  return async () => {
    if (now() >= expiresAt) {
      token = (await post(url, { ...app, grant_type: 'client_credentials' })).access_token;
      expiresAt = now() + 1_800_000;
    }
    return token;
  };
}

/** Reads who logged in. */
export function handWrittenSubject(idToken: string): unknown {
  return (
    JSON.parse(atob((idToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))) as { sub?: unknown }
  ).sub;
}
