import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { documents } from '@tokenwright/specs';
import { expect, test } from 'vitest';
import { createContractSuite } from '../src/index.ts';

const page = readFileSync(new URL('../docs/judges.md', import.meta.url), 'utf8');

test('G2: every disagreement of the two judges has a reason, and every request was put to both', async () => {
  let requests = 0;
  for (const name of Object.keys(documents)) {
    const { numbers } = await createContractSuite(name);
    requests += numbers.requests + numbers.mutations;
  }
  expect(page).toContain(`Of ${requests} requests`);
  expect(page).not.toContain('UNEXPLAINED');
});

test('G2: the page of disagreements is what the script writes, where Steady was fetched', () => {
  const script = fileURLToPath(new URL('../scripts/judges.ts', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  process.stdout.write(`two judges: ${stdout}`);
});
