/**
 * Runs before each test file. The shell, the hook or the CI that starts the tests says things in its environment that are
 * not meant for the programs that tests start: to colour what is printed, to load a module first, to work on another
 * repository. Tests then prove the same everywhere.
 */
const meantForOthers = new RegExp(
  [
    'FORCE_COLOR|CLICOLOR_FORCE|DEBUG|NODE_DEBUG|NODE_OPTIONS|NODE_PATH',
    // In a hook of git these name the repository that is committed to, whatever folder a program is in.
    'GIT_.*',
    // Who has an account for live runs does not mean the tests to use it.
    'TOKENWRIGHT_LIVE_.*',
  ]
    .map((names) => `^(?:${names})$`)
    .join('|'),
);
for (const name of Object.keys(process.env)) if (meantForOthers.test(name)) delete process.env[name];

/** What no proxy is asked for: with the servers of tests, which curl and others would else not find. */
function withLoopback(hosts = ''): string {
  return [...new Set([...hosts.split(',').filter(Boolean), '127.0.0.1', 'localhost'])].join(',');
}

const { NO_PROXY, no_proxy: noProxy = NO_PROXY } = process.env;
Object.assign(process.env, {
  NO_COLOR: '1',
  NODE_ENV: 'test',
  NO_PROXY: withLoopback(NO_PROXY),
  no_proxy: withLoopback(noProxy),
  // Not what the user has set for their own commits, such as a key to sign them with.
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
});
