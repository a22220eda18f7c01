import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../generation/targets.ts';

/** A test, or a group of tests, whose title begins with the numbers of rules. */
export interface ProvingTest {
  /** From the root of the repository. */
  readonly file: string;
  /** Without the numbers. */
  readonly title: string;
}

const patterns = [
  'packages/*/test/**/*.ts',
  'packages/core/src/store/conformance.ts',
  'specs/test/**/*.ts',
  'test/**/*.ts',
  'examples/test/**/*.ts',
];
const prefix = /^((?:[LSWG]\d+)(?:(?:, | to | and )[LSWG]\d+)*): /;

/** The tests by the rule that they prove, in the order of files and lines. */
export function testsByRule(): Map<string, ProvingTest[]> {
  const found = new Map<string, ProvingTest[]>();
  for (const file of globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] }).toSorted()) {
    for (const text of titlesIn(file)) {
      const [start = '', numbers = ''] = prefix.exec(text) ?? [];
      for (const rule of rulesOf(numbers)) {
        const tests = found.get(rule) ?? [];
        const test = { file: file.split(path.sep).join('/'), title: text.slice(start.length) };
        if (!tests.some((each) => each.file === test.file && each.title === test.title)) tests.push(test);
        found.set(rule, tests);
      }
    }
  }
  return found;
}

/** What is written as the first argument of a call, or as the name of a case; a comment or a longer text is neither. */
function titlesIn(file: string): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) note(node.arguments[0]);
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'name') note(node.initializer);
    // A row of test.each whose first member is the title.
    if (ts.isArrayLiteralExpression(node)) note(node.elements[0]);
    ts.forEachChild(node, visit);
  };
  const note = (node: ts.Node | undefined): void => {
    if (node === undefined) return;
    const text = ts.isStringLiteralLike(node)
      ? node.text
      : ts.isTemplateExpression(node)
        ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…')
        : '';
    if (prefix.test(text)) titles.push(text);
  };
  visit(ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true));
  return titles;
}

/** `L9, W1 to W3` is L9, W1, W2 and W3. */
function rulesOf(numbers: string): string[] {
  const rules: string[] = [];
  for (const part of numbers.split(/, | and /)) {
    const [first = '', last = first] = part.split(' to ');
    const letter = first.slice(0, 1);
    for (let number = Number(first.slice(1)); number <= Number(last.slice(1)); number += 1)
      rules.push(`${letter}${number}`);
  }
  return rules.filter((rule) => rule !== '0');
}
