import { BoundedMap } from '../bounded-map.ts';
import type { KillReason, LedgerHappening } from '../ledger.ts';

/** All generations of tokens that descend from one login. */
export interface Lineage {
  readonly number: number;
  readonly clientId: string;
  readonly subject: string;
  readonly scope: string;
  /** How the login was made. */
  readonly origin: 'authorization_code' | 'jwt-bearer' | 'client_credentials' | 'implicit';
  readonly startedAt: number;
  generation: number;
  killed?: KillReason;
  /** Its tokens that still work. */
  readonly liveTokens: Set<AccessToken | RefreshToken>;
}

interface TokenBase {
  readonly name: string;
  readonly value: string;
  readonly lineage: Lineage;
  readonly generation: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  end?: KillReason | 'expired' | 'spent';
}

/** An access token and what became of it. */
export interface AccessToken extends TokenBase {
  readonly kind: 'access';
}

/** A refresh token and what became of it. */
export interface RefreshToken extends TokenBase {
  readonly kind: 'refresh';
  spentAt?: number;
  /** What its refresh gave, to be given again within the grace. */
  successor?: IssuedTokens;
}

/** A token set as it was issued. */
export interface IssuedTokens {
  readonly lineage: Lineage;
  readonly access: AccessToken;
  readonly refresh: RefreshToken | undefined;
}

/** How a refresh went. */
export type RefreshOutcome =
  | { readonly outcome: 'refreshed' | 'repeated'; readonly tokens: IssuedTokens }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'foreign' | 'expired' | 'reused' | 'dead'; readonly token: RefreshToken };

/** The rules a refresh goes by. */
export interface RefreshRules {
  readonly rotate: boolean;
  readonly graceMs: number;
  readonly reuseKillsLineage: boolean;
  readonly killAccessToken: boolean;
}

/** What the tokens of one issue are made from. */
export interface TokenRecipe {
  readonly accessToken: string;
  readonly accessLifetimeMs: number;
  readonly refreshToken: string | undefined;
  readonly refreshLifetimeMs: number;
}

type Token = AccessToken | RefreshToken;

/**
 * The tokens and what has become of each. Every change is synchronous, so two requests never see half of one.
 * Live tokens and dead ones are kept apart, each up to a bound: the oldest live token is killed as `forgotten`, the
 * oldest dead one becomes unknown, which the wire does not show.
 */
export class TokenVault {
  readonly #live: BoundedMap<string, Token>;
  readonly #dead: BoundedMap<string, Token>;
  readonly #record: (happening: LedgerHappening, at?: number) => void;
  readonly #now: () => number;
  #lineages = 0;
  #names = 0;
  #nextExpiry = Number.POSITIVE_INFINITY;

  constructor(capacity: number, now: () => number, record: (happening: LedgerHappening, at?: number) => void) {
    this.#live = new BoundedMap(capacity);
    this.#dead = new BoundedMap(capacity);
    this.#now = now;
    this.#record = record;
  }

  /** How many tokens are held, dead ones included. */
  get size(): number {
    return this.#live.size + this.#dead.size;
  }

  /** Begins a login. */
  begin(login: Pick<Lineage, 'clientId' | 'subject' | 'scope' | 'origin'>): Lineage {
    this.#lineages += 1;
    return { number: this.#lineages, ...login, startedAt: this.#now(), generation: 0, liveTokens: new Set() };
  }

  /** Issues the next generation of a lineage. */
  issue(lineage: Lineage, recipe: TokenRecipe): IssuedTokens {
    const now = this.#now();
    lineage.generation += 1;
    const access = this.#add({
      kind: 'access',
      value: recipe.accessToken,
      lineage,
      issuedAt: now,
      expiresAt: now + recipe.accessLifetimeMs,
      name: this.#name('access'),
      generation: lineage.generation,
    });
    if (recipe.refreshToken === undefined) return { lineage, access, refresh: undefined };
    const refresh = this.#add({
      kind: 'refresh',
      value: recipe.refreshToken,
      lineage,
      issuedAt: now,
      expiresAt: now + recipe.refreshLifetimeMs,
      name: this.#name('refresh'),
      generation: lineage.generation,
    });
    return { lineage, access, refresh };
  }

  /** The access token with this value, live or not; undefined if there was none or it is forgotten. */
  findAccess(value: string): AccessToken | undefined {
    this.sweep();
    const token = this.#live.get(value) ?? this.#dead.get(value);
    return token?.kind === 'access' ? token : undefined;
  }

  /** The refresh token with this value, live or not. */
  findRefresh(value: string): RefreshToken | undefined {
    this.sweep();
    const token = this.#live.get(value) ?? this.#dead.get(value);
    return token?.kind === 'refresh' ? token : undefined;
  }

  /** Refreshes by the rules. `recipe` is asked only when new tokens are due. */
  refresh(
    value: string,
    clientId: string,
    rules: RefreshRules,
    recipe: (lineage: Lineage) => TokenRecipe,
  ): RefreshOutcome {
    const token = this.findRefresh(value);
    if (!token) return { outcome: 'unknown' };
    if (token.lineage.clientId !== clientId) return { outcome: 'foreign', token };
    if (token.end === 'spent') return this.#refreshSpent(token, rules);
    if (token.end === 'expired') return { outcome: 'expired', token };
    if (token.end !== undefined) return { outcome: 'dead', token };

    const made = recipe(token.lineage);
    const before = rules.killAccessToken ? [...token.lineage.liveTokens].filter((live) => live.kind === 'access') : [];
    if (!rules.rotate) {
      const issued = this.issue(token.lineage, { ...made, refreshToken: undefined });
      for (const access of before) this.#end(access, 'refreshed');
      return { outcome: 'refreshed', tokens: { ...issued, refresh: token } };
    }
    token.spentAt = this.#now();
    this.#end(token, 'spent');
    const tokens = this.issue(token.lineage, made);
    token.successor = tokens;
    for (const access of before) this.#end(access, 'refreshed');
    return { outcome: 'refreshed', tokens };
  }

  /** Ends every live token of a login. */
  killLineage(lineage: Lineage, reason: KillReason): void {
    if (lineage.killed !== undefined) return;
    lineage.killed = reason;
    this.#record({ kind: 'lineage-killed', lineage: lineage.number, reason });
    for (const token of lineage.liveTokens) this.#end(token, reason);
  }

  /** Ends the live tokens that `which` picks and says how many they were. */
  kill(which: (token: AccessToken | RefreshToken) => boolean, reason: KillReason): number {
    const picked = [...this.#live.values()].filter(which);
    for (const token of picked) this.#end(token, reason);
    return picked.length;
  }

  /** Marks what has expired. Costs nothing while nothing has. */
  sweep(): void {
    const now = this.#now();
    if (now < this.#nextExpiry) return;
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const token of this.#live.values()) {
      if (token.expiresAt <= now) this.#end(token, 'expired', token.expiresAt);
      else this.#nextExpiry = Math.min(this.#nextExpiry, token.expiresAt);
    }
  }

  /** The tokens that work, oldest first. */
  live(): readonly Token[] {
    this.sweep();
    return [...this.#live.values()];
  }

  clear(): void {
    this.#live.clear();
    this.#dead.clear();
    this.#nextExpiry = Number.POSITIVE_INFINITY;
  }

  #refreshSpent(token: RefreshToken, rules: RefreshRules): RefreshOutcome {
    const successor = token.successor;
    const inGrace = token.spentAt !== undefined && this.#now() - token.spentAt < rules.graceMs;
    if (inGrace && successor?.refresh && successor.refresh.end === undefined) {
      this.#record({ kind: 'repeated', token: token.name, lineage: token.lineage.number });
      return { outcome: 'repeated', tokens: successor };
    }
    if (rules.reuseKillsLineage) this.killLineage(token.lineage, 'reused');
    return { outcome: 'reused', token };
  }

  #name(kind: 'access' | 'refresh'): string {
    this.#names += 1;
    return `${kind}-${this.#names}`;
  }

  #add<Kind extends Token>(token: Kind): Kind {
    const forgotten = this.#live.set(token.value, token);
    token.lineage.liveTokens.add(token);
    this.#nextExpiry = Math.min(this.#nextExpiry, token.expiresAt);
    const { name, kind, lineage, generation, expiresAt } = token;
    this.#record({
      kind: 'issued',
      token: name,
      tokenKind: kind,
      lineage: lineage.number,
      generation,
      clientId: lineage.clientId,
      subject: lineage.subject,
      expiresAt,
    });
    if (forgotten) this.#end(forgotten, 'forgotten');
    return token;
  }

  #end(token: Token, reason: KillReason | 'expired' | 'spent', at?: number): void {
    if (token.end !== undefined) return;
    token.end = reason;
    this.#live.delete(token.value);
    token.lineage.liveTokens.delete(token);
    this.#dead.set(token.value, token);
    const entry = { token: token.name, lineage: token.lineage.number };
    if (reason === 'expired') this.#record({ kind: 'expired', ...entry }, at);
    else if (reason === 'spent') this.#record({ kind: 'spent', ...entry, by: 'refresh' });
    else this.#record({ kind: 'killed', ...entry, reason });
  }
}
