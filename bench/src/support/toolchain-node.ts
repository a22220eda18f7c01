import path from 'node:path';

/** The Node.js that the workspace pins, whichever one this process runs on. */
export const toolchainNode: string = path.resolve(import.meta.dirname, '../../../node_modules/.bin/node');
