/**
 * Every runtime that the packages are run on, and every Node.js that they are not for, pinned exactly. The one place
 * for these versions: `pnpm runtimes` runs them, and what the documentation says of supported runtimes comes from here.
 */

/** What the published packages ask for in `engines`: the Node.js that can `require()` an ES module without a flag. */
export const supportedNode = '^20.19.0 || >=22.12.0';

export type Product = 'Node.js' | 'Bun' | 'Deno' | 'workerd' | 'Chromium';

export interface PinnedRuntime {
  /** What `pnpm runtimes <id>` calls it. */
  readonly id: string;
  readonly product: Product;
  /** Exact; of a system package: undefined, and the report says what was found. */
  readonly version: string | undefined;
  /** Where it comes from: an npm package, or a package of Debian. */
  readonly from: { readonly npm: string } | { readonly debian: string };
  /** The oldest version that its line is supported from; without it, the version is the newest of its line. */
  readonly oldest?: true;
}

const node = { product: 'Node.js', from: { npm: 'node' } } as const;

export const supportedRuntimes: readonly PinnedRuntime[] = [
  { id: 'node-20.19', ...node, version: '20.19.0', oldest: true },
  { id: 'node-20', ...node, version: '20.20.2' },
  { id: 'node-22.12', ...node, version: '22.12.0', oldest: true },
  { id: 'node-22', ...node, version: '22.23.3' },
  // That of the toolchain, see the catalog in pnpm-workspace.yaml.
  { id: 'node-24', ...node, version: '24.21.0' },
  { id: 'node-26', ...node, version: '26.10.0' },
  { id: 'bun', product: 'Bun', version: '1.4.5', from: { npm: 'bun' } },
  { id: 'deno', product: 'Deno', version: '2.9.6', from: { npm: 'deno' } },
  { id: 'workerd', product: 'workerd', version: '1.20261117.1', from: { npm: 'workerd' } },
  { id: 'chromium', product: 'Chromium', version: undefined, from: { debian: 'chromium' } },
];

/** Versions that the packages are not for, run to see what a user is told there. */
export const unsupportedNodes: readonly PinnedRuntime[] = [
  { id: 'node-18', ...node, version: '18.20.8' },
  { id: 'node-20.10', ...node, version: '20.10.0' },
  { id: 'node-20.18', ...node, version: '20.18.3' },
  { id: 'node-22.11', ...node, version: '22.11.0' },
];
