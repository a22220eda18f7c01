import { defineConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

// The private runtime becomes part of the build, with its types.
export default defineConfig(
  library(['index', 'id-token', 'wire'], {
    deps: { alwaysBundle: ['@tokenwright/http-runtime'] },
  }),
);
