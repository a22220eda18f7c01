import { Stop } from '../lib/stop.ts';
import { lintDocument } from './lint.ts';
import { assertVersion } from './readable.ts';
import { assertRules } from './rules.ts';
import { type DocumentText, readDocumentText } from './text.ts';

/**
 * Looks a document through, one station after the other, each resting on what the one before has shown: YAML, OpenAPI
 * 3.1, references and what Prism would take silently, the linter's rules, our own rules.
 *
 * @throws Stop at the first station that finds a fault, with file, line and what to change
 */
export async function inspectDocument(file: string): Promise<DocumentText> {
  const text = readDocumentText(file);
  assertVersion(text);
  const fault = await judgingFault(text);
  // The contract kit names the line of what it cannot judge; what is no OpenAPI at all the linter explains better.
  if (fault !== undefined && fault.startsWith(`${text.name}:`) && /^:\d/.test(fault.slice(text.name.length))) {
    throw new Stop(`${fault} Mend it there.`);
  }
  lintDocument(text);
  if (fault !== undefined) throw new Stop(fault);
  assertRules(text);
  return text;
}

/** Why the contract kit would not judge by a document: a reference that leads nowhere, or what Prism takes silently. */
async function judgingFault({ file, name }: DocumentText): Promise<string | undefined> {
  const { ContractError, createContractSuite } = await import('../../packages/contract/src/index.ts');
  try {
    await createContractSuite(file);
    return undefined;
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return error.message.replaceAll(file, name);
  }
}
