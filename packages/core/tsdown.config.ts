import { defineConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

export default defineConfig(
  library([
    'index',
    'errors',
    'signing',
    'provider',
    'authorized-fetch',
    'token-pool',
    'store',
    'memory-store',
    'file-store',
    'encrypted-store',
    'store-conformance',
    'testing',
  ]),
);
