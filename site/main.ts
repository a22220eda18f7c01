/**
 *   node site/main.ts dev      the site while one writes: pnpm docs:dev
 *   node site/main.ts build    the site as files, in site/.vitepress/dist: pnpm docs:build
 *   node site/main.ts check    writes nothing; fails for what is public and has no doc comment, and for a link in one that leads nowhere
 */
import { build, createServer } from 'vitepress';
import { makeReference } from './reference.ts';

const [command = ''] = process.argv.slice(2);
if (!['dev', 'build', 'check'].includes(command)) {
  console.error(`There is no command "${command}". There are: dev, build, check.`);
  process.exit(2);
}
const isWhole = await makeReference({ write: command !== 'check' });
if (command === 'dev') {
  const server = await createServer(import.meta.dirname);
  await server.listen();
  server.printUrls();
} else {
  if (command === 'build') await build(import.meta.dirname);
  process.exitCode = isWhole ? 0 : 1;
}
