import { mask } from '../http/redactor.ts';
import type { TokenWire } from './token-wire.ts';

/** An answer without its refresh token. `Omit` would forget the fields by name, for answers may have others besides. */
export type WireOfAccessToken<Wire extends TokenWire> = {
  readonly [Field in keyof Wire as Field extends 'refresh_token' ? never : Field]: Wire[Field];
};

/** An access token, ready to be used, with what came with it but the refresh token. Frozen. */
export interface AccessToken<Wire extends TokenWire = TokenWire> {
  /** The token itself, for `Authorization: Bearer …`. A secret: printing the object or making JSON of it masks it. */
  readonly accessToken: string;
  /** How it is presented (RFC 6750); always this, also where the authority says nothing or spells it otherwise. */
  readonly tokenType: 'Bearer';
  /** Milliseconds since the epoch; undefined when the authority said nothing and no lifetime is configured. */
  readonly expiresAtMs?: number | undefined;
  /** What it is good for, as the authority answered: names with spaces between. Undefined when it said nothing. */
  readonly scope?: string | undefined;
  /** The whole answer under its wire names, without the refresh token. */
  readonly wire: WireOfAccessToken<Wire>;
}

const secretFields: ReadonlySet<string> = new Set(['access_token', 'refresh_token', 'id_token']);

/** The part of a record's token set that an access token shows. */
interface TokenSet<Wire> {
  readonly wire: Wire;
  readonly expiresAtMs?: number | undefined;
}

/**
 * Its fields are what the interface says; printing it shows no token. Made in a function that is marked as pure: bundlers
 * keep a class with a computed name though nobody asks for a token.
 */
const FrozenAccessToken = /* @__PURE__ */ (() =>
  class<Wire extends TokenWire> implements AccessToken<Wire> {
    readonly accessToken: string;
    /** The token set as it is kept; then, once somebody has asked, the part of it that is shown. One field, for room. */
    #from: TokenSet<Wire | WireOfAccessToken<Wire>>;

    constructor(from: TokenSet<Wire>) {
      this.accessToken = from.wire.access_token;
      this.#from = from;
      Object.freeze(this);
    }

    get tokenType(): 'Bearer' {
      return 'Bearer';
    }

    get expiresAtMs(): number | undefined {
      return this.#from.expiresAtMs;
    }

    get scope(): string | undefined {
      return (this.#from.wire as TokenWire).scope;
    }

    /** Made when it is asked for: of a hundred thousand tokens, most are never looked at so closely. */
    get wire(): WireOfAccessToken<Wire> {
      const { wire, expiresAtMs } = this.#from;
      if (!('refresh_token' in wire)) return wire;
      const { refresh_token: _kept, ...rest } = wire;
      // The compiler cannot see that the two ways to leave a field out come to the same.
      const shown = Object.freeze(rest) as unknown as WireOfAccessToken<Wire>;
      this.#from = { wire: shown, expiresAtMs };
      return shown;
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
  })();

/** @param from frozen through and through */
export function createAccessToken<Wire extends TokenWire>(from: TokenSet<Wire>): AccessToken<Wire> {
  return new FrozenAccessToken(from);
}
