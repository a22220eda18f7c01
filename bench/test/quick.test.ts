import { hasRedisServer } from '@tokenwright/test-support';
import { expect, test } from 'vitest';
import { allCases } from '../src/cases/all.ts';
import { startCase } from '../src/start-case.ts';

const able = allCases.filter(({ name }) => name !== 'fleet' || hasRedisServer());

test.each(able.map(({ name }) => name))(
  '%s runs, and says a figure of this project',
  async (name) => {
    const report = await startCase(name, ['--quick']);
    const ours = report.figures.filter(({ kind }) => kind === 'ours');
    expect(ours.length).toBeGreaterThan(0);
    for (const { subject, metric, median } of ours) expect(median, `${subject}: ${metric}`).toEqual(expect.any(Number));
    expect(report.quick).toBe(true);
  },
  120_000,
);

test('a case that does not exist is a rejection, not a report', async () => {
  await expect(startCase('no-such-case', ['--quick'])).rejects.toThrow('"no-such-case" ended without a report');
});
