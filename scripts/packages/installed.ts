import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../generation/targets.ts';
import type { Contents } from './contents.ts';

/** A project in which packed packages are installed, without npm: what they depend on is the workspace's own. */
export function installContents(packages: readonly Contents[]): { readonly folder: string } & Disposable {
  const folder = mkdtempSync(path.join(tmpdir(), 'tokenwright-packed-'));
  // A manifest of its own: that of a folder above would say what its modules are.
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const modules = path.join(folder, 'node_modules');
  for (const { manifest, tarball, files } of packages) {
    const own = path.join(modules, manifest.name);
    for (const [file, text] of files) {
      mkdirSync(path.dirname(path.join(own, file)), { recursive: true });
      writeFileSync(path.join(own, file), text);
    }
    for (const name of Object.keys(manifest.dependencies ?? {})) {
      if (packages.some((each) => each.manifest.name === name)) continue;
      const link = path.join(own, 'node_modules', name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.join(root, tarball.folder, 'node_modules', name), link);
    }
  }
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
