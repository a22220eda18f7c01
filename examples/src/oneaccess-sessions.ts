/**
 * Logins of a web application at OneAccess, by a cookie: what the two servers beside this file share. The browser gets
 * a random name in a cookie and nothing else; the tokens stay in a source, here.
 */
import { randomBytes } from 'node:crypto';
import { memoryStore } from '@tokenwright/core/memory-store';
import {
  createOneAccessSessionTokenSource,
  OneAccessOAuthClient,
  type AuthorizationRequest,
  type OneAccessToken,
  type TokenSource,
} from '@tokenwright/huawei-oneaccess';
import { createIdTokenVerifier, type IdTokenVerifier } from '@tokenwright/huawei-oneaccess/id-token';

/** Where the application is registered, and under what name. */
export interface Registration {
  /** The instance, `https://abcdefg.huaweioneaccess.com`. */
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where OneAccess sends the browser back to; registered for the application. */
  readonly redirectUri: string;
}

/** Who is logged in. */
export interface Session {
  readonly subject: string;
  readonly source: TokenSource<OneAccessToken>;
}

const loginMinutes = 10;

export class Sessions {
  readonly client: OneAccessOAuthClient;
  readonly #registration: Registration;
  readonly #verifier: IdTokenVerifier;
  readonly #logins = new Map<string, AuthorizationRequest & { readonly untilMs: number }>();
  readonly #sessions = new Map<string, Session>();
  // One process keeps sessions in memory. Several need a store that they share; the sources take any.
  readonly #store = memoryStore();

  constructor(registration: Registration) {
    const { endpoint, clientId, clientSecret } = registration;
    this.#registration = registration;
    this.client = new OneAccessOAuthClient({ endpoint, client_id: clientId, client_secret: clientSecret });
    this.#verifier = createIdTokenVerifier({ endpoint, client_id: clientId });
  }

  /** Begins a login: where to send the browser, and the cookie by which it is known when it is back. */
  async begin(): Promise<{ readonly location: string; readonly cookies: readonly string[] }> {
    for (const [id, { untilMs }] of this.#logins) if (untilMs < Date.now()) this.#logins.delete(id);
    const login = await this.client.authorizationUrl({ redirect_uri: this.#registration.redirectUri });
    const id = newName();
    this.#logins.set(id, { ...login, untilMs: Date.now() + loginMinutes * 60_000 });
    return { location: login.url, cookies: [this.#cookie('login', id, loginMinutes * 60)] };
  }

  /** Ends a login with a session, under a name that nobody had before. */
  async complete(callback: string, cookies: string | undefined): Promise<{ readonly cookies: readonly string[] }> {
    const id = read(cookies, 'login');
    const login = this.#logins.get(id);
    this.#logins.delete(id);
    // Without a login of this browser there is no state that could fit.
    const { code } = this.client.parseCallback(callback, login ?? { state: newName() });
    const redirect_uri = this.#registration.redirectUri;
    const token = await this.client.getIdTokenByCode({ code, redirect_uri });
    const { sub: subject = '' } = await this.#verifier.verify(token.id_token, { nonce: login?.nonce });
    const sessionId = newName();
    const { endpoint, clientId, clientSecret } = this.#registration;
    const source = createOneAccessSessionTokenSource({
      endpoint,
      clientId,
      clientSecret,
      sessionId,
      store: this.#store,
    });
    await source.adopt(token);
    this.#sessions.set(sessionId, { subject, source });
    return { cookies: [this.#cookie('login', '', 0), this.#cookie('session', sessionId)] };
  }

  find(cookies: string | undefined): Session | undefined {
    return this.#sessions.get(read(cookies, 'session'));
  }

  /** Forgets the session, and says where the browser ends that of OneAccess. */
  async end(cookies: string | undefined, goTo: string): Promise<{ location: string; cookies: readonly string[] }> {
    const id = read(cookies, 'session');
    const session = this.#sessions.get(id);
    this.#sessions.delete(id);
    await session?.source.signOut();
    await session?.source.close();
    return { location: this.client.logoutUrl({ redirect_url: goTo }), cookies: [this.#cookie('session', '', 0)] };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map(({ source }) => source.close()));
  }

  /** No script reads it, no other site's form sends it, and over https nobody else can set it. */
  #cookie(name: string, value: string, maxAgeSeconds?: number): string {
    const isSecure = this.#registration.redirectUri.startsWith('https:');
    const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`;
    return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}${age}`;
  }
}

/** 256 bits by chance, as text. */
function newName(): string {
  return randomBytes(32).toString('base64url');
}

function read(cookies: string | undefined, name: string): string {
  for (const each of cookies?.split(';') ?? []) {
    const [key = '', value = ''] = each.trim().split('=');
    if (key === name) return value;
  }
  return '';
}
