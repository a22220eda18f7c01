import type { CryptoKey } from 'jose';
import { BoundedMap } from '../bounded-map.ts';
import { MovableClock } from '../clock.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { readPublicKey } from '../keys/public-key.ts';
import { LedgerBook } from '../ledger.ts';
import type { MockClient, MockUser, ResolvedOptions } from '../options.ts';
import { arbitrarySeed, createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { CodeBook } from './codes.ts';
import { ReplayGuard } from './replay.ts';
import { TokenVault } from './vault.ts';
import type { AccessToken } from './vault.ts';

/** Everything an authority knows and remembers. The providers read and change it; nothing here speaks HTTP. */
export class TwinState {
  readonly options: ResolvedOptions;
  readonly clock: MovableClock;
  readonly random: Random;
  readonly ledger: LedgerBook;
  readonly vault: TokenVault;
  readonly codes: CodeBook;
  readonly assertions: ReplayGuard;
  readonly keys: KeyRing = new KeyRing();
  readonly clients: ReadonlyMap<string, MockClient>;
  /** OneAccess: the tenant token of each application that is handed out again. */
  readonly tenantTokens: Map<string, AccessToken> = new Map();
  readonly #users: ReadonlyMap<string, MockUser>;
  /** Users that assertions created; the oldest go first. */
  readonly #createdUsers: BoundedMap<string, MockUser>;
  readonly #publicKeys = new Map<string, Promise<readonly CryptoKey[]>>();
  /** Who logs in at the authorize page; undefined: nobody, the login is refused. */
  approvedUser: string | undefined;

  constructor(options: ResolvedOptions) {
    this.options = options;
    this.random = createRandom(options.seed ?? arbitrarySeed());
    this.clock = new MovableClock(options.clock, () => {
      // What expired on the way did so before the clock arrived.
      this.sweep();
      this.ledger.record({ kind: 'clock', now: this.clock.now() });
    });
    const now = (): number => this.clock.now();
    this.ledger = new LedgerBook(options.retention.entries, now);
    const record: LedgerBook['record'] = (happening, at) => {
      this.ledger.record(happening, at);
    };
    this.vault = new TokenVault(options.retention.tokens, now, record);
    this.codes = new CodeBook(options.retention.tokens, now, record);
    this.assertions = new ReplayGuard(options.retention.tokens, now);
    this.clients = new Map(options.clients.map((client) => [client.clientId, client]));
    this.#users = new Map(options.users.map((user) => [user.userId, user]));
    this.#createdUsers = new BoundedMap(options.retention.tokens);
    this.approvedUser = options.users[0]?.userId;
  }

  /** Writes down which tokens and codes have expired. */
  sweep(): void {
    this.vault.sweep();
    this.codes.sweep();
  }

  user(userId: string): MockUser | undefined {
    return this.#users.get(userId) ?? this.#createdUsers.get(userId);
  }

  users(): readonly MockUser[] {
    return [...this.options.users, ...this.#createdUsers.values()];
  }

  addUser(user: MockUser): void {
    this.#createdUsers.set(user.userId, user);
  }

  /** The keys that an application's assertions are verified with; empty if it has none. Read once. */
  publicKeys(client: MockClient): Promise<readonly CryptoKey[]> {
    const known = this.#publicKeys.get(client.clientId);
    if (known) return known;
    const { publicKeys = [] } = client;
    const read =
      publicKeys === 'generated'
        ? this.keys.clientKeyPair().then((pair) => [pair.publicKey])
        : Promise.all(publicKeys.map((key) => readPublicKey(key, `client ${client.clientId}`)));
    this.#publicKeys.set(client.clientId, read);
    return read;
  }

  /** Forgets what happened: tokens, codes, users that assertions created, the ledger, the move of the clock. */
  reset(): void {
    this.vault.clear();
    this.codes.clear();
    this.assertions.clear();
    this.tenantTokens.clear();
    this.ledger.clear();
    this.clock.restore();
    this.#createdUsers.clear();
    this.approvedUser = this.options.users[0]?.userId;
    this.ledger.record({ kind: 'reset' });
  }
}
