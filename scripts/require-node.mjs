// Every root script starts here. pnpm only warns when its own first install fails and then runs the
// script with whatever Node.js the machine has, so the sentence that says what is wrong comes from us.
// Plain JavaScript on purpose: it has to run on any Node.js, also on one that cannot read TypeScript.
import { readFileSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const [, neededMajor, neededMinor] = /^>=(\d+)\.(\d+)/.exec(engines.node).map(Number);

if (major !== neededMajor || minor < neededMinor) {
  process.stderr.write(
    `tokenwright: this workspace runs on Node.js ${engines.node} (the npm package "node", a development dependency), ` +
      `but Node.js ${process.versions.node} is running: the installation did not finish. ` +
      'Run "npx --yes pnpm@12.16.0 install" and read its first error, then run the command again.\n',
  );
  process.exit(1);
}
