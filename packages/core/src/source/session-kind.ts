import { ConfigurationError } from '../errors.ts';
import { isMemoryStore, memoryStore } from '../store/memory-store.ts';
import type { GrantKind } from './grant-kind.ts';
import { isRequestBound } from './host.ts';
import { keepUnpersisted } from './late-persistence.ts';
import { RefreshRenewal } from './refresh-renewal.ts';
import { homeOf } from './token-slot.ts';

/** Sources that renew from a refresh token. */
export const sessionKind: GrantKind = {
  grant: 'session',
  start: (slot, plan, reason) => new RefreshRenewal(slot, plan, reason),
  keepUnpersisted,
  // Its record is all there is of a login, so it has a store even when nobody shares it.
  home(where, given, { wall, refreshWithoutStore }) {
    if (isRequestBound() && !refreshWithoutStore && (given === undefined || isMemoryStore(given))) {
      throw new ConfigurationError(
        'missing_option',
        'store',
        `${where}: the option "store" is ${given === undefined ? 'missing' : 'a store in memory'}; a Worker runs in many places at once, and a refresh token that rotates needs a store that all of them share (refreshWithoutStore: true says that it runs in one place only).`,
      );
    }
    return homeOf(given ?? memoryStore({ now: () => wall.clock.now() }), wall);
  },
};
