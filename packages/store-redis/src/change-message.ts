import type { RecordChange, TokenRecord } from '@tokenwright/core/store';

/** What is published with a write: which state it is, and nothing of the token set. */
export function changeMessage(version: string, { lineage, generation }: TokenRecord): string {
  return JSON.stringify({ version, lineage, generation } satisfies RecordChange);
}

/** What a message says; undefined when it says nothing, as that of a deletion, or is none of ours. */
export function changeOf(message: string): RecordChange | undefined {
  try {
    const { version, lineage, generation } = JSON.parse(message) as Partial<RecordChange>;
    const isChange = typeof version === 'string' && typeof lineage === 'string' && typeof generation === 'number';
    return isChange ? { version, lineage, generation } : undefined;
  } catch {
    return undefined;
  }
}
