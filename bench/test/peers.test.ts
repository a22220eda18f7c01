import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { peerFolder } from '../src/peers/packages.ts';

const { dependencies } = JSON.parse(readFileSync(path.join(peerFolder, 'package.json'), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

test.each(Object.entries(dependencies))('%s is pinned exactly', (_name, version) => {
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

test('no peer is in the lock file of the repository because of the bench', () => {
  const manifest = readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8');
  for (const name of Object.keys(dependencies)) expect(manifest).not.toContain(`"${name}"`);
});

test('the lock file of the peers names no registry', () => {
  expect(readFileSync(path.join(peerFolder, 'pnpm-lock.yaml'), 'utf8')).not.toMatch(/https?:\/\//);
});
