import type { GrantKind } from './grant-kind.ts';
import { MintRenewal } from './mint-renewal.ts';
import { homeOf } from './token-slot.ts';

/** Sources that renew from a long-lived credential. */
export const mintKind: GrantKind = {
  grant: 'mint',
  start: (slot, plan, reason) => new MintRenewal(slot, plan, reason),
  // What is lost can be minted again.
  keepUnpersisted(slot, _plan, { record }, version) {
    slot.serve(record, version);
    return undefined;
  },
  // What nobody shares needs no store.
  home: (_where, given, { wall }) => homeOf(given, wall),
};
