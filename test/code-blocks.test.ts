import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bin, root, run } from './support/run.ts';

interface Block {
  readonly origin: string;
  readonly code: string;
}

/** The TypeScript blocks of the pages, and those of the doc comments. */
function blocks(): Block[] {
  const found: Block[] = [];
  const pages = ['*.md', 'packages/*/*.md', 'packages/*/docs/**/*.md', 'specs/*.md', 'docs/**/*.md'];
  for (const file of globSync([...pages, 'packages/*/src/**/*.ts', 'specs/src/**/*.ts'], { cwd: root })) {
    if (file.includes('/gen/') || file.includes('node_modules')) continue;
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const match of text.matchAll(/^([ \t]*(?:\* )?)```ts\n([\s\S]*?)^\1```/gm)) {
      const line = text.slice(0, match.index).split('\n').length;
      const code = (match[2] ?? '').replaceAll(/^[ \t]*\* ?/gm, (prefix) => (file.endsWith('.ts') ? '' : prefix));
      found.push({ origin: `${file}:${line}`, code });
    }
  }
  return found;
}

test('every TypeScript block of a page or a doc comment compiles', async () => {
  const found = blocks();
  expect(found.length).toBeGreaterThan(10);
  const folder = path.join(root, 'node_modules/.cache/code-blocks');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const origins = new Map<string, string>();
  for (const [index, { origin, code }] of found.entries()) {
    origins.set(`block-${index}.ts`, origin);
    writeFileSync(path.join(folder, `block-${index}.ts`), `${code}\nexport {};\n`);
  }
  const paths: Record<string, string[]> = {};
  for (const file of [...globSync('packages/*/package.json', { cwd: root }), 'specs/package.json']) {
    const manifest = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as {
      name: string;
      exports?: Record<string, string>;
      peerDependencies?: Record<string, string>;
    };
    // What a user has installed beside the package.
    for (const name of Object.keys(manifest.peerDependencies ?? {})) {
      const peer = path.join(root, path.dirname(file), 'node_modules', name);
      const { types } = JSON.parse(readFileSync(path.join(peer, 'package.json'), 'utf8')) as { types: string };
      paths[name] = [path.join(peer, types)];
    }
    for (const [entry, source] of Object.entries(manifest.exports ?? {})) {
      if (!source.endsWith('.ts')) continue;
      paths[path.posix.join(manifest.name, entry)] = [path.join(root, path.dirname(file), source)];
    }
  }
  const compilerOptions = {
    exactOptionalPropertyTypes: false,
    isolatedDeclarations: false,
    declaration: false,
    noUnusedLocals: false,
    skipLibCheck: true,
    lib: ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'],
    typeRoots: [path.join(root, 'node_modules/@types')],
    paths,
  };
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: path.join(root, 'tsconfig.base.json'), compilerOptions, include: ['*.ts'] }),
  );
  const { output } = await run(bin('tsc'), ['-p', folder, '--pretty', 'false'], { cwd: folder });
  const named = output.replaceAll(/block-\d+\.ts/g, (name) => `${origins.get(name) ?? ''} (${name})`);
  expect(named).toBe('');
}, 60_000);
