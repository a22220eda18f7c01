import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { supportedNode, supportedRuntimes, unsupportedNodes } from '../scripts/runtimes/versions.ts';
import { root } from './support/run.ts';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const nodes = supportedRuntimes.filter(({ product }) => product === 'Node.js');

/** Whether a version is in the range of `engines`, which is of the form `^20.19.0 || >=22.12.0`. */
function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return supportedNode.split(' || ').some((part) => {
    const [, kind, fromMajor, fromMinor] = /^(\^|>=)(\d+)\.(\d+)\.0$/.exec(part) ?? [];
    const isLater = major > Number(fromMajor) && kind === '>=';
    return isLater || (major === Number(fromMajor) && minor >= Number(fromMinor));
  });
}

describe('the pinned runtimes', () => {
  test('are pinned exactly, each once', () => {
    const all = [...supportedRuntimes, ...unsupportedNodes];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, version, from } of all)
      if ('npm' in from) expect(version, id).toMatch(/^\d+\.\d+\.\d+(?:\.\d+)?$/);
  });

  test('have the oldest Node.js of each range that the packages ask for, and nothing outside of them', () => {
    const oldest = nodes.filter((each) => each.oldest).map(({ version }) => version);
    expect(oldest).toEqual(supportedNode.match(/\d+\.\d+\.\d+/g));
    for (const { version = '' } of nodes) expect(isSupported(version), version).toBe(true);
    for (const { version = '' } of unsupportedNodes) expect(isSupported(version), version).toBe(false);
  });
});

describe('docs/runtimes.md and docs/runtimes.json', () => {
  const { cells } = JSON.parse(read('docs/runtimes.json')) as {
    readonly cells: readonly { readonly runtime: string; readonly version: string; readonly failed: number }[];
  };

  test('are of the runtimes that are pinned now, and nothing failed there', () => {
    const seen = new Map(cells.map(({ runtime, version }) => [runtime, version]));
    expect([...seen]).toEqual(supportedRuntimes.map(({ id, version = 'system' }) => [id, version]));
    expect(cells.filter(({ failed }) => failed > 0)).toEqual([]);
    const page = read('docs/runtimes.md');
    const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    for (const { id, version = 'that of the system' } of supportedRuntimes)
      expect(
        rows.some(([, name, , seenVersion]) => name === id && seenVersion === version),
        id,
      ).toBe(true);
  });
});
