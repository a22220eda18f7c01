/**
 * Puts the tests that prove each rule into docs/rules.md, below the rule. A rule without a test is an error, and so is a
 * test of a rule that is not there.
 *
 *   node scripts/rules.ts            writes
 *   node scripts/rules.ts --check    fails when the page is not what would be written
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './generation/targets.ts';
import { runOrStop, Stop } from './lib/stop.ts';
import { testsByRule, type ProvingTest } from './rules/test-titles.ts';

const page = 'docs/rules.md';
const begin = (rule: string): string => `<!-- the tests of ${rule}, by scripts/rules.ts -->`;
const end = '<!-- end of tests -->';

/** @throws Stop naming the rules without a test, or the tests without a rule */
export function withTests(text: string, tests: ReadonlyMap<string, readonly ProvingTest[]>): string {
  const rules = [...text.matchAll(/^### ([LSWG]\d+)\b/gm)].map(([, rule = '']) => rule);
  const unproved = rules.filter((rule) => (tests.get(rule) ?? []).length === 0);
  if (unproved.length > 0) throw new Stop(`${page}: no title of a test begins with "${unproved.join(': " nor "')}: ".`);
  const unknown = [...tests].filter(([rule]) => !rules.includes(rule));
  if (unknown.length > 0) {
    const where = unknown.map(([rule, [first]]) => `${rule} (${first?.file ?? ''})`).join(', ');
    throw new Stop(`${page} has no rule for what tests are named after: ${where}.`);
  }
  // Each section loses its list and gets it anew, at its end.
  return text
    .split(/^(?=#{2,3} )/m)
    .map((section) => {
      const rule = /^### ([LSWG]\d+)\b/.exec(section)?.[1];
      if (rule === undefined) return section;
      const [words = ''] = section.split(begin(rule));
      return `${words.trimEnd()}\n\n${begin(rule)}\n\n${listOf(tests.get(rule) ?? [])}\n\n${end}\n\n`;
    })
    .join('')
    .trimEnd()
    .concat('\n');
}

function listOf(tests: readonly ProvingTest[]): string {
  const files = Map.groupBy(tests, ({ file }) => file);
  const items = [...files].map(([file, each]) => {
    const titles = each.map(({ title }) => `“${plain(title)}”`).join(', ');
    return `- [${file.replace(/^packages\//, '').replace(/test\//, '')}](../${file}): ${titles}`;
  });
  const count = `${tests.length} ${tests.length === 1 ? 'test' : 'tests'}`;
  return `<details>\n<summary>${count}</summary>\n\n${items.join('\n')}\n\n</details>`;
}

/** As text: nothing in a title is markup. */
function plain(title: string): string {
  return title
    .replaceAll(/[\\`*_[\]{}|]/g, String.raw`\$&`)
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

if (import.meta.main) {
  await runOrStop(async () => {
    const file = path.join(root, page);
    const before = readFileSync(file, 'utf8');
    const after = withTests(before, testsByRule());
    if (before === after) return;
    if (process.argv.includes('--check'))
      throw new Stop(`${page} does not name the tests that there are. Write it with: pnpm docs:write.`);
    writeFileSync(file, after);
    console.log(`${page} is written.`);
  });
}
