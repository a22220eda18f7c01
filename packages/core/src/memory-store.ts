/**
 * A token store in memory, for sources of one process.
 *
 * @packageDocumentation
 */
export { memoryStore, type MemoryStoreOptions } from './store/memory-store.ts';
