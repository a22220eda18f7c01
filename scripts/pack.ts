/**
 * Builds every published package and packs it as for the registry.
 *
 *   node scripts/pack.ts <folder>    copies the tarballs there, and prints where each is
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { runOrStop, Stop } from './lib/stop.ts';
import { packAll } from './lib/tarballs.ts';

await runOrStop(async () => {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Stop('Say where the tarballs are to go: node scripts/pack.ts <folder>');
  const tarballs = await packAll();
  mkdirSync(folder, { recursive: true });
  for (const { name, version, file } of tarballs) {
    const target = path.resolve(folder, path.basename(file));
    copyFileSync(file, target);
    console.log(`${name}@${version} ${target}`);
  }
});
