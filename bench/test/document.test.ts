import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { allCases } from '../src/cases/all.ts';
import { chartFolder, drawCharts } from '../src/report/chart-files.ts';
import { charts } from '../src/report/charts.ts';
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

test('the charts are what the committed results give, and there are no others: run `pnpm bench --document`', async () => {
  const drawn = await drawCharts(reports);
  expect(drawn.size).toBe(charts.length);
  const committed = readdirSync(chartFolder).map((file) => [file, readFileSync(path.join(chartFolder, file), 'utf8')]);
  expect(Object.fromEntries(committed)).toEqual(Object.fromEntries(drawn));
});

test('a chart names the machine and the versions, is the same when it is drawn again, and has colours for dark pages', async () => {
  const [first, again] = [await drawCharts(reports), await drawCharts(reports)];
  expect([...again]).toEqual([...first]);
  for (const report of reports) {
    for (const [file, svg] of [...first].filter(([name]) => name.startsWith(`${report.case}-`))) {
      for (const fact of [report.machine.node, report.machine.processor, ...Object.values(report.versions)])
        expect(svg, file).toContain(fact);
      expect(svg, file).toContain('prefers-color-scheme:dark');
    }
  }
});
