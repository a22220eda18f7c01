import { defineConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

export default defineConfig(
  library(
    [
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
    ],
    {},
    // What stores need is small, what signs is not needed by most; an import takes the parts it needs, not the rest.
    [
      ['base', /\/src\/(?:words|bytes|frozen|provider\/parameters|source\/clock|store\/[\w-]+)\.ts$/],
      ['signing', /\/src\/signing\/[\w-]+\.ts$/],
      ['source', /\/src\/(?:source|http|provider)\/[\w-]+\.ts$/],
    ],
  ),
);
