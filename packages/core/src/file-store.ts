/**
 * A token store in a folder, for scripts and command lines. Node.js, Bun and Deno only: it imports `node:fs`.
 *
 * @packageDocumentation
 */
export { fileStore, type FileStoreOptions } from './store/file/file-store.ts';
