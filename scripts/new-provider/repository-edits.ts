import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../generation/targets.ts';
import { Stop } from '../lib/stop.ts';
import type { ProviderPlan } from './plan.ts';

/** What the repository has to know of a new provider, by file, relative to the root: the whole new text. */
export function repositoryEdits({ name, title }: ProviderPlan): Record<string, string> {
  const packageName = `@tokenwright/${name}`;
  const turbo = JSON.parse(readFileSync(path.join(root, 'turbo.json'), 'utf8')) as {
    tasks: Record<string, unknown>;
  };
  const { generate, ...tasks } = turbo.tasks;
  const own = {
    inputs: [
      'generate.json',
      `$TURBO_ROOT$/specs/${name}.yaml`,
      '$TURBO_ROOT$/scripts/generate.ts',
      '$TURBO_ROOT$/scripts/documents/**',
      '$TURBO_ROOT$/scripts/generation/**',
    ],
    outputs: ['src/gen/**'],
  };
  return {
    'turbo.json': JSON.stringify({ ...turbo, tasks: { generate, [`${packageName}#generate`]: own, ...tasks } }),
    'redocly.yaml': inserted('redocly.yaml', /^apis:\n/m, `  ${name}:\n    root: specs/${name}.yaml\n`),
    'scripts/house/arrows.ts': inserted(
      'scripts/house/arrows.ts',
      /^ {2}'@tokenwright\/http-runtime': \[\],\n/m,
      `  '${packageName}': ['@tokenwright/core', '@tokenwright/http-runtime'],\n`,
    ),
    'site/pages.ts': inserted(
      'site/pages.ts',
      /^ *\{ file: 'packages\/huawei-oneaccess\/README\.md', .*\},\n/m,
      `{ file: 'packages/${name}/README.md', summary: ${JSON.stringify(`tokens of ${title}: calls and sources`)} },\n`,
    ),
    'test/support/walked-pages.ts': inserted(
      'test/support/walked-pages.ts',
      /^ *page\('packages\/huawei-oneaccess\/README\.md'\),\n/m,
      `page('packages/${name}/README.md'),\n`,
    ),
    [`.changeset/new-provider-${name}.md`]: `---\n'${packageName}': minor\n---\n\nFirst release: typed calls and sources for the tokens of ${title}.\n`,
  };
}

function inserted(file: string, after: RegExp, line: string): string {
  const text = readFileSync(path.join(root, file), 'utf8');
  const match = after.exec(text);
  if (match === null) {
    throw new Stop(
      `${file}: the line after which a new provider is entered (${after.source}) is gone. Nothing was written.`,
    );
  }
  const end = match.index + match[0].length;
  return `${text.slice(0, end)}${line}${text.slice(end)}`;
}
