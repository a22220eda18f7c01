import path from 'node:path';
import { arrows, judged, judges } from './arrows.ts';
import { packageOf, type PackageImports } from './imports.ts';

/** Every import that is not along an arrow, one sentence each. */
export function violations(house: readonly PackageImports[]): string[] {
  const found: string[] = [];
  for (const { name, folder, imports, testImports } of house) {
    const allowed = arrows[name];
    if (allowed === undefined) {
      found.push(`${name} is a new package: say in scripts/house/arrows.ts what it may import.`);
      continue;
    }
    for (const { file, line, specifier } of imports) {
      if (specifier.startsWith('.')) {
        const target = path.posix.join(path.posix.dirname(file), specifier);
        if (target.startsWith(`${folder}/`)) continue;
        found.push(`${file}:${line} imports ${specifier}, which leaves the package. Import the other one by its name.`);
        continue;
      }
      const target = packageOf(specifier);
      if (!target.startsWith('@tokenwright/') || target === name || allowed.includes(target)) continue;
      const may = allowed.length === 0 ? 'no other package of the house' : allowed.join(' and ');
      found.push(`${file}:${line} imports ${specifier}. ${name} may import ${may}.`);
    }
    if (!judges.includes(name)) continue;
    for (const { file, line, specifier } of testImports) {
      const inside = path.posix.join(path.posix.dirname(file), specifier);
      const target = specifier.startsWith('.')
        ? house.find((other) => inside.startsWith(`${other.folder}/`))?.name
        : packageOf(specifier);
      if (target === undefined || !judged.includes(target)) continue;
      found.push(`${file}:${line} imports ${specifier}. ${name} judges: also its tests share only the documents.`);
    }
  }
  return found;
}
