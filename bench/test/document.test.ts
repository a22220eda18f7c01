import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allCases } from '../src/cases/all.ts';
import { benchmarksDocument, documentFile } from '../src/report/document.ts';
import { readReports } from '../src/report/results.ts';

const reports = readReports(allCases);

test('every case has a committed result, from a real run', () => {
  expect(reports.map((report) => report.case)).toEqual(allCases.map(({ name }) => name));
  expect(reports.filter(({ quick }) => quick)).toEqual([]);
});

test('the page of the documentation is what the committed results give: run `pnpm bench` to write it', () => {
  expect(readFileSync(documentFile, 'utf8')).toBe(benchmarksDocument(reports));
});
