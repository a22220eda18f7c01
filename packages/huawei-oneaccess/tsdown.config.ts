import { defineConfig } from 'tsdown';
import { provider } from '../../tsdown.base.ts';

export default defineConfig(provider(['index', 'id-token']));
