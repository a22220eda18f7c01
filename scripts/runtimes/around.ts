/** What can only be seen from outside of a process: that it ends, and what the packages' own commands do. */
import path from 'node:path';
import type { Cell } from './cells.ts';
import { runToEnd, whileServing } from './processes.ts';
import { expect, expectEqual, type Case, type Context } from './suite/case.ts';

/** A process that is kept alive by a timer of hours is not over by then. */
export const endsWithinMs = 60_000;

/** The cases of a cell that has a process; the others have nothing to do there. */
export function casesAround({ program, flags, files, folder, runtime, how }: Cell): readonly Case[] {
  const isNode = runtime.product === 'Node.js';
  const start = (file: string): readonly string[] => [...flags, file];
  return [
    {
      name: 'L17: a process that leaves sources and pools open ends by itself',
      async run(context: Context) {
        if (files.unclosed === undefined) return { notApplicable: 'there is no process of one’s own' };
        const env = { TOKENWRIGHT_CONTEXT: JSON.stringify(context) };
        const { code, stdout, stderr } = await runToEnd(program, start(files.unclosed), {
          cwd: folder,
          env,
          mostMs: endsWithinMs,
        });
        expect(code !== undefined, `it was still running after ${endsWithinMs / 1000} seconds`);
        expectEqual([code, stdout.trim()], [0, '{"status":200,"size":1}'], stderr.slice(0, 500));
        return undefined;
      },
    },
    {
      name: 'the mock authority serves from its command line, and ends on a signal',
      async run() {
        if (!isNode) return { notApplicable: 'it is a command for Node.js' };
        const command = path.join(folder, 'node_modules/@tokenwright/mock-authority/dist/cli.js');
        const code = await whileServing(program, [command, 'huawei-oneaccess', '--quiet'], folder, async (url) => {
          const body = new URLSearchParams({
            grant_type: 'client_credentials',
            client_id: 'mock-app',
            client_secret: 'mock-app-secret',
          });
          const answer = await fetch(`${url}/api/v2/tenant/token`, { method: 'POST', body });
          expectEqual(answer.status, 200, 'it answered');
        });
        expectEqual(code, 0, 'it ended with');
        return undefined;
      },
    },
    {
      name: 'the contract kit loads, and has Prism validate a request',
      async run() {
        const [major = 0, minor = 0] = (runtime.version ?? '').split('.').map(Number);
        if (!isNode || major < 24 || (major === 24 && minor < 18))
          return { notApplicable: 'the kit is for Node.js >= 24.18, as Prism is' };
        const program_ =
          how === 'require'
            ? `const { createContractFetch } = require('@tokenwright/contract'); ${contractProgram}`
            : `import { createContractFetch } from '@tokenwright/contract'; ${contractProgram}`;
        const type = how === 'require' ? '--input-type=commonjs' : '--input-type=module';
        const { code, stdout, stderr } = await runToEnd(program, [type, '--eval', program_], {
          cwd: folder,
          mostMs: 180_000,
        });
        expectEqual([code, stdout.trim()], [0, '200 0'], stderr.slice(0, 500));
        return undefined;
      },
    },
  ];
}

const contractProgram = `
  const contract = createContractFetch('huawei-oneaccess-tenant');
  contract('https://abc.huaweioneaccess.com/api/v2/tenant/token', {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'c', client_secret: 's' }),
  }).then((answer) => console.log(answer.status, contract.violations.length));
`;
