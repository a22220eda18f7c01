import { Stop } from '../lib/stop.ts';
import { lintDocument } from './lint.ts';
import { assertRules } from './rules.ts';
import { type DocumentText, readDocumentText } from './text.ts';

/**
 * Looks a document through, one station after the other, each resting on what the one before has shown: YAML, OpenAPI
 * 3.1, the linter's rules and references, what Prism would take silently, our own rules.
 *
 * @throws Stop at the first station that finds a fault, with file, line and what to change
 */
export async function inspectDocument(file: string): Promise<DocumentText> {
  const text = readDocumentText(file);
  const version: unknown = text.content['openapi'];
  if (typeof version !== 'string' || !version.startsWith('3.1.')) {
    const says = version === undefined ? 'nothing' : `openapi: ${JSON.stringify(version)}`;
    throw new Stop(`${text.locate(['openapi'])}: an OpenAPI 3.1 document is needed, and this says ${says}.`);
  }
  lintDocument(text);
  await assertJudgeable(text);
  assertRules(text);
  return text;
}

/** The contract kit refuses what Prism would take without a word. */
async function assertJudgeable({ file, name }: DocumentText): Promise<void> {
  const { ContractError, createContractSuite } = await import('../../packages/contract/src/index.ts');
  try {
    await createContractSuite(file);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new Stop(error.message.replaceAll(file, name));
  }
}
