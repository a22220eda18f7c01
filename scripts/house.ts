/**
 * The house: what its packages import, held against the arrows, and the picture of it.
 *
 *   node scripts/house.ts --check    fails for an import along no arrow, and for a picture that is out of date
 *   node scripts/house.ts --write    writes docs/house.svg
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './generation/targets.ts';
import { readHouse } from './house/imports.ts';
import { draw } from './house/picture.ts';
import { violations } from './house/violations.ts';

const file = path.join(root, 'docs/house.svg');
const house = readHouse();
const wrong = violations(house);
const picture = await draw(house);
const outdated = !existsSync(file) || readFileSync(file, 'utf8') !== picture;

if (process.argv.includes('--write')) {
  writeFileSync(file, picture);
  console.log(`docs/house.svg: ${outdated ? 'written' : 'as it was'}`);
} else if (outdated) {
  wrong.push('docs/house.svg does not show the imports as they are. Write it with: pnpm docs:write');
}
for (const sentence of wrong) console.error(sentence);
console.log(`${house.length} packages, ${house.flatMap(({ imports }) => imports).length} imports`);
process.exitCode = wrong.length === 0 ? 0 : 1;
