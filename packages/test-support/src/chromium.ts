import { existsSync } from 'node:fs';

/** Where Debian installs it. */
export const chromiumProgram = '/usr/bin/chromium';

/** What it is started with: without a screen, as any user, in a container's little memory to share, asking nobody on the network. */
export const chromiumFlags: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Whether there is a browser to test with. If not, says what is not tested, and how to change that.
 *
 * @throws Error where that must not be, with CI set
 */
export function hasChromium(untested: string): boolean {
  if (existsSync(chromiumProgram)) return true;
  const sentence = `${untested} was NOT tested: there is no ${chromiumProgram}. Install it with: apt-get install chromium`;
  if (process.env['CI']) throw new Error(sentence);
  process.stderr.write(`\n*** ${sentence} ***\n\n`);
  return false;
}
