import { mask } from '../http/redactor.ts';
import type { TokenWire } from './token-wire.ts';

/** An access token, ready to be used, with what came with it but the refresh token. Frozen. */
export interface AccessToken<Wire extends TokenWire = TokenWire> {
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  /** Milliseconds since the epoch; undefined when the authority said nothing and no lifetime is configured. */
  readonly expiresAtMs?: number | undefined;
  readonly scope?: string | undefined;
  /** The whole answer under its wire names, without the refresh token. */
  readonly wire: Readonly<Omit<Wire, 'refresh_token'>>;
}

const secretFields: ReadonlySet<string> = new Set(['access_token', 'refresh_token', 'id_token']);

/** Its fields are what the interface says; printing it shows no token. */
class FrozenAccessToken<Wire extends TokenWire> implements AccessToken<Wire> {
  readonly accessToken: string;
  readonly expiresAtMs: number | undefined;
  /** The answer as it is kept; then, once somebody has asked, the part of it that is shown. */
  #wire: Wire | Readonly<Omit<Wire, 'refresh_token'>>;

  constructor(wire: Wire, expiresAtMs: number | undefined) {
    this.accessToken = wire.access_token;
    this.expiresAtMs = expiresAtMs;
    this.#wire = wire;
    Object.freeze(this);
  }

  get tokenType(): 'Bearer' {
    return 'Bearer';
  }

  get scope(): string | undefined {
    return (this.#wire as TokenWire).scope;
  }

  /** Made when it is asked for: of a hundred thousand tokens, most are never looked at so closely. */
  get wire(): Readonly<Omit<Wire, 'refresh_token'>> {
    if ('refresh_token' in this.#wire) {
      const { refresh_token: _kept, ...rest } = this.#wire;
      this.#wire = Object.freeze<Omit<Wire, 'refresh_token'>>(rest as Omit<Wire, 'refresh_token'>);
    }
    return this.#wire;
  }

  toJSON(): Record<string, unknown> {
    const wire = Object.fromEntries(
      Object.entries(this.wire).map(([name, value]) => [name, secretFields.has(name) ? mask : value]),
    );
    return { accessToken: mask, tokenType: this.tokenType, expiresAtMs: this.expiresAtMs, scope: this.scope, wire };
  }

  /** What Node.js, Bun and Deno print. */
  [Symbol.for('nodejs.util.inspect.custom')](): Record<string, unknown> {
    return this.toJSON();
  }

  [Symbol.for('Deno.customInspect')](): string {
    return `AccessToken ${JSON.stringify(this)}`;
  }
}

/** @param wire frozen through and through */
export function createAccessToken<Wire extends TokenWire>(
  wire: Wire,
  expiresAtMs: number | undefined,
): AccessToken<Wire> {
  return new FrozenAccessToken(wire, expiresAtMs);
}
