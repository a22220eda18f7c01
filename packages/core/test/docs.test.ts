import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const source = read('packages/core/src/errors.ts');
const page = read('docs/errors.md');

/** Class name -> its codes, from the types: the union that `…Code` names, or the one literal. */
function codesInTypes(): Map<string, readonly string[]> {
  const unions = new Map<string, readonly string[]>();
  for (const [, name = '', union = ''] of source.matchAll(/export type (\w+Code) =([^;]+);/g)) {
    unions.set(
      name,
      [...union.matchAll(/'([a-z_]+)'/g)].map(([, code = '']) => code),
    );
  }
  const codes = new Map<string, readonly string[]>();
  for (const [, name = '', type = ''] of source.matchAll(
    /export class (\w+) extends \w+ \{\s+declare readonly code: ([^;]+);/g,
  )) {
    codes.set(name, type.startsWith("'") ? [type.slice(1, -1)] : (unions.get(type) ?? []));
  }
  return codes;
}

/** Class name -> the codes of the first table of its section. */
function codesOnPage(): Map<string, readonly string[]> {
  const codes = new Map<string, readonly string[]>();
  for (const section of page.split(/^## /m).slice(1)) {
    const [name = ''] = section.split('\n');
    const table = section.split(/^\| reason/m)[0] ?? '';
    codes.set(
      name.trim(),
      [...table.matchAll(/^\| `([a-z_]+)` +\|/gm)].map(([, code = '']) => code),
    );
  }
  return codes;
}

function testFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
    .map((path) => join(folder, path));
}

describe('docs/errors.md', () => {
  const classes = Object.keys(errors).filter((name) => name !== 'TokenwrightError');

  it('has a section for each class, with just the codes of its type', () => {
    expect([...codesInTypes().keys()].sort()).toEqual(classes.sort());
    expect(codesOnPage()).toEqual(codesInTypes());
    for (const codes of codesOnPage().values()) expect(codes.length).toBeGreaterThan(0);
  });

  it('lists the reasons of a LoginRequiredError', () => {
    const union = /export type LoginRequiredReason =([^;]+);/.exec(source)?.[1] ?? '';
    const reasons = [...union.matchAll(/'([a-z_-]+)'/g)].map(([, reason]) => reason);
    const table = page.split(/^\| reason/m)[1] ?? '';
    expect([...table.matchAll(/^\| `([a-z_-]+)` +\|/gm)].slice(0, reasons.length).map(([, reason]) => reason)).toEqual(
      reasons,
    );
  });

  it('each code is produced by a test', () => {
    const tests = testFiles('packages/core/test')
      .filter((path) => !path.endsWith('docs.test.ts'))
      .map(read)
      .join('\n');
    const support = read('packages/core/test/support.ts');
    for (const codes of codesInTypes().values()) {
      for (const code of codes) expect(`${tests}\n${support}`.includes(`'${code}'`), code).toBe(true);
    }
  });
});

describe('docs/defects.md', () => {
  const rows = read('docs/defects.md')
    .split('\n')
    .filter((line) => /^\| (?!---|what)/.test(line))
    .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim()));

  it('has a proof, or a mark, in each row', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      const proof = row.at(-1) ?? '';
      expect(/`[\w/.-]+\.ts`: “[^”]+”/.test(proof) || proof === 'with the token sources', row.join(' | ')).toBe(true);
    }
  });

  it('names only tests that exist', () => {
    for (const row of rows) {
      for (const [, file = '', title = ''] of (row.at(-1) ?? '').matchAll(/`([\w/.-]+\.ts)`: “([^”]+)”/g)) {
        expect(read(file).includes(title), `${file}: ${title}`).toBe(true);
      }
    }
  });
});
