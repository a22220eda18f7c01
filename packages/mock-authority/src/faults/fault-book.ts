import { MockAuthorityError } from '../errors.ts';
import type { LedgerHappening } from '../ledger.ts';
import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import { formatFault, readFault } from './expression.ts';
import type { Fault, FaultInput } from './fault.ts';

/** A fault that is set, and how far it got. */
export interface SetFault {
  /** The name to remove it by, such as `fault-1`. */
  readonly id: string;
  /** The fault as an expression, also when it was given as an object. */
  readonly expression: string;
  /** How many requests matched it so far. */
  readonly matched: number;
  /** How often it was applied. */
  readonly applied: number;
}

/** The faults of an authority. */
export interface MockFaults {
  /**
   * Sets a fault and returns its id. Counting starts here.
   *
   * @throws MockAuthorityError `malformed_fault`.
   */
  add(fault: FaultInput): string;
  /** Removes a fault and says whether it was set. */
  remove(id: string): boolean;
  /** Removes every fault. */
  clear(): void;
  /** The faults that are set, in the order they were. */
  list(): readonly SetFault[];
}

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  readonly expression: string;
  readonly random: Random;
  matched: number;
  applied: number;
}

/** What a fault chooses by. */
export interface FaultSubject {
  readonly method: string;
  readonly path: string;
  readonly grantType: string | undefined;
}

const MAX_FAULTS = 1000;

function matches(fault: Fault, subject: FaultSubject): boolean {
  if (fault.method !== undefined && fault.method !== subject.method) return false;
  if (fault.grant !== undefined && fault.grant !== subject.grantType) return false;
  if (fault.path === undefined) return true;
  return fault.path.endsWith('*') ? subject.path.startsWith(fault.path.slice(0, -1)) : fault.path === subject.path;
}

/** Keeps faults and says which of them a request meets. */
export class FaultBook implements MockFaults {
  readonly #entries = new Map<string, Entry>();
  readonly #random: Random;
  readonly #record: (happening: LedgerHappening) => void;
  #ids = 0;

  constructor(random: Random, record: (happening: LedgerHappening) => void) {
    this.#random = random;
    this.#record = record;
  }

  add(input: FaultInput): string {
    const fault = readFault(input);
    if (this.#entries.size >= MAX_FAULTS) {
      throw new MockAuthorityError('malformed_fault', `there are ${MAX_FAULTS} faults already; remove some`);
    }
    this.#ids += 1;
    const id = `fault-${this.#ids}`;
    const expression = formatFault(fault);
    const random = fault.seed === undefined ? this.#random : createRandom(fault.seed);
    this.#entries.set(id, { id, fault, expression, random, matched: 0, applied: 0 });
    this.#record({ kind: 'fault-set', fault: id, expression });
    return id;
  }

  remove(id: string): boolean {
    const removed = this.#entries.delete(id);
    if (removed) this.#record({ kind: 'fault-removed', fault: id });
    return removed;
  }

  clear(): void {
    for (const id of this.#entries.keys()) this.remove(id);
  }

  list(): readonly SetFault[] {
    return [...this.#entries.values()].map(({ id, expression, matched, applied }) => ({
      id,
      expression,
      matched,
      applied,
    }));
  }

  /** Counts the request and gives the faults that apply to it. */
  meet(subject: FaultSubject): readonly { readonly fault: Fault; readonly expression: string }[] {
    if (this.#entries.size === 0) return [];
    return [...this.#entries.values()].filter((entry) => {
      const { fault } = entry;
      if (!matches(fault, subject)) return false;
      entry.matched += 1;
      const count = entry.matched;
      if (fault.on && !fault.on.some(([from, to]) => count >= from && count <= to)) return false;
      if (fault.times !== undefined && entry.applied >= fault.times) return false;
      if (fault.rate !== undefined && entry.random.next() >= fault.rate) return false;
      entry.applied += 1;
      return true;
    });
  }
}
