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
  readonly tokenType = 'Bearer' as const;
  readonly expiresAtMs: number | undefined;
  readonly scope: string | undefined;
  readonly wire: Readonly<Omit<Wire, 'refresh_token'>>;

  constructor(wire: Wire, expiresAtMs: number | undefined) {
    const { refresh_token: _kept, ...rest } = wire;
    this.accessToken = wire.access_token;
    this.expiresAtMs = expiresAtMs;
    this.scope = wire.scope;
    this.wire = Object.freeze<Omit<Wire, 'refresh_token'>>(rest);
    Object.freeze(this);
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

export function createAccessToken<Wire extends TokenWire>(
  wire: Wire,
  expiresAtMs: number | undefined,
): AccessToken<Wire> {
  return new FrozenAccessToken(wire, expiresAtMs);
}
