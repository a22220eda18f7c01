import * as errors from '@tokenwright/core/errors';
import { expect, test } from 'vitest';
import * as provider from '../src/index.ts';

test('every error of core is exported here as well', () => {
  expect(Object.keys(provider)).toEqual(expect.arrayContaining(Object.keys(errors)));
  expect(provider).toMatchObject(errors);
});
