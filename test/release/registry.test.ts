import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/run.ts';

const read = (file: string): string => readFileSync(path.join(import.meta.dirname, 'registry', file), 'utf8');

test('the registry of the rehearsal is pinned exactly, by a lock file that names no registry', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { readonly dependencies: Record<string, string> };
  expect(Object.keys(dependencies)).toEqual(['verdaccio']);
  expect(dependencies['verdaccio']).toMatch(/^\d+\.\d+\.\d+$/);
  expect(read('pnpm-lock.yaml')).not.toMatch(/https?:\/\//);
  expect(readFileSync(path.join(root, 'pnpm-lock.yaml'), 'utf8')).not.toContain('verdaccio');
});
