import { parseArgs } from 'node:util';
import { ContractError } from './contract-error.ts';
import { startContractServer } from './contract-server.ts';
import { formatLiveReport, runLive } from './live.ts';
import { createContractSuite } from './suite.ts';

const usage = `Usage:
  tokenwright-contract serve <document> [--port 4010] [--host 127.0.0.1] [--code 400] [--example name]
  tokenwright-contract check <document>
  tokenwright-contract live <document> [--probe] [--allow operation/request]...

A document is the name of one of ours (aliyun-pds, huawei-oneaccess-oauth2, huawei-oneaccess-tenant) or a file.
Without --port, serve takes a free one and prints it.`;

/** Where a command writes. */
export interface CommandOutput {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/**
 * Runs a command and gives its exit status: 0 good, 1 something is wrong with the document or the service, 2 wrong use.
 * It never rejects.
 */
export async function runCommand(words: readonly string[], output: CommandOutput): Promise<number> {
  try {
    return await dispatch(words, output);
  } catch (error) {
    output.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

async function dispatch(words: readonly string[], { out, error }: CommandOutput): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      code: { type: 'string' },
      example: { type: 'string' },
      probe: { type: 'boolean' },
      allow: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) {
    out(usage);
    return 0;
  }
  const [command, document, ...more] = positionals;
  if (document === undefined || more.length > 0 || !['serve', 'check', 'live'].includes(command ?? '')) {
    error(usage);
    return 2;
  }
  if (command === 'serve') {
    const { host, example } = values;
    const options = { host, example, port: numberOf('port', values.port), code: numberOf('code', values.code) };
    const server = await startContractServer(document, options);
    out(`${document} is served at ${server.url}`);
    return 0;
  }
  if (command === 'check') {
    const { cases, numbers } = await createContractSuite(document);
    let failed = 0;
    for (const { name, run } of cases) {
      await run().catch((fault: unknown) => {
        failed += 1;
        out(`FAILED ${name}\n  ${fault instanceof Error ? fault.message : String(fault)}`);
      });
    }
    const { operations, requests, examples, mutations, refused } = numbers;
    out(
      `${document}: ${operations} operations, ${requests} requests, ${examples} examples, ${mutations} mutations of ` +
        `which ${refused} were refused; ${failed} of ${cases.length} cases failed.`,
    );
    return failed === 0 ? 0 : 1;
  }
  const report = await runLive(document, { allow: values.allow, probe: values.probe });
  out(formatLiveReport(report));
  return report.wrong === 0 ? 0 : 1;
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text)) throw new ContractError('invalid_option', `--${name}: a number is needed.`);
  return Number(text);
}
