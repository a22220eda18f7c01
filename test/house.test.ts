import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readHouse } from '../scripts/house/imports.ts';
import { draw } from '../scripts/house/picture.ts';
import { violations } from '../scripts/house/violations.ts';
import { root, temporaryFolder } from './support/run.ts';

/** A house of its own: packages by folder, each with its files. */
function build(folder: string, packages: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  for (const [name, files] of Object.entries(packages)) {
    for (const [file, text] of Object.entries({ 'package.json': `{"name":"@tokenwright/${name}"}`, ...files })) {
      const target = path.join(folder, 'packages', name, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }
  return folder;
}

test('every package imports only along the arrows of the house', () => {
  const house = readHouse();
  expect(house.flatMap(({ imports }) => imports).length).toBeGreaterThan(500);
  expect(violations(house)).toEqual([]);
});

test('an import along no arrow fails by the name of its file, in whatever form it is written', () => {
  using folder = temporaryFolder();
  const house = readHouse(
    build(folder.path, {
      core: {
        'src/a.ts': `import { PDSClient } from '@tokenwright/aliyun-pds';`,
        'src/b.ts': `\nexport type { Wire } from '@tokenwright/aliyun-pds/wire';`,
        'src/c.ts': `export const late = () => import('@tokenwright/huawei-oneaccess');`,
        'src/d.ts': `import { x } from '../../aliyun-pds/src/index.ts';`,
        'src/e.ts': `/** import { x } from '@tokenwright/aliyun-pds'; */\nimport { y } from './a.ts';`,
        'test/f.test.ts': `import { PDSClient } from '@tokenwright/aliyun-pds';`,
      },
      contract: {
        'src/a.ts': `import { documents } from '@tokenwright/specs';`,
        'test/a.test.ts': `import { PDSClient } from '@tokenwright/aliyun-pds';`,
      },
      'brand-new': {},
    }),
  );
  expect(violations(house)).toEqual([
    '@tokenwright/brand-new is a new package: say in scripts/house/arrows.ts what it may import.',
    'packages/contract/test/a.test.ts:1 imports @tokenwright/aliyun-pds. @tokenwright/contract judges: also its tests share only the documents.',
    'packages/core/src/a.ts:1 imports @tokenwright/aliyun-pds. @tokenwright/core may import no other package of the house.',
    'packages/core/src/b.ts:2 imports @tokenwright/aliyun-pds/wire. @tokenwright/core may import no other package of the house.',
    'packages/core/src/c.ts:1 imports @tokenwright/huawei-oneaccess. @tokenwright/core may import no other package of the house.',
    'packages/core/src/d.ts:1 imports ../../aliyun-pds/src/index.ts, which leaves the package. Import the other one by its name.',
  ]);
});

test('the picture of the house shows the imports as they are, and changes with them', async () => {
  const kept = readFileSync(path.join(root, 'docs/house.svg'), 'utf8');
  const house = readHouse();
  expect(await draw(house)).toBe(kept);
  const without = house.filter(({ name }) => name !== '@tokenwright/store-redis');
  expect(await draw(without)).not.toBe(kept);
  expect(kept).not.toMatch(/<script|href=|url\(/);
});
