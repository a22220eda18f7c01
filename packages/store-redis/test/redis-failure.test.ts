import { describe, expect, test } from 'vitest';
import { problemOf } from '../src/redis-failure.ts';

/** As Redis 6.0.16 answered when it was asked for each. */
const place = 'ERR Error running script (call to f_a03cf5d5e284483b92b10b2bc5eb1b27d9aed613): @user_script:3: ';

describe('before Redis 7, an error of a script', () => {
  test.each([
    ['WRONGTYPE Operation against a key holding the wrong kind of value', /^the key is in use .* \(WRONGTYPE\)$/],
    [
      "@user_script: 3: -OOM command not allowed when used memory > 'maxmemory'.",
      'Redis has no memory left ("maxmemory") (OOM)',
    ],
    ["@user_script: 1: -READONLY You can't write against a read only replica.", /^Redis is a replica .* \(READONLY\)$/],
    [
      "@user_script: 1: The user executing the script can't run this command or subcommand",
      /^the user of Redis may not do this; .* \(NOPERM\)$/,
    ],
    [
      '@user_script: 1: Unknown Redis command called from Lua script',
      /^the server does not know a command .* \(ERR\)$/,
    ],
    ['@user_script: 1: something else', 'Redis answered with an error that the store does not know (ERR)'],
  ])('is named by what the command in it answered: %s', (reply, problem) => {
    expect(problemOf(new Error(place + reply))).toEqual(
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    );
  });
});
