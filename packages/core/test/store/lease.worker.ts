/** A process that takes a lease and dies without giving it back. */
import { fileStore } from '../../src/file-store.ts';

const [folder = '', key = '', ttlMs = ''] = process.argv.slice(2);
const lease = await fileStore({ folder }).tryLease?.(key, { ttlMs: Number(ttlMs) });
process.stdout.write(lease === undefined ? 'taken' : 'leased');
