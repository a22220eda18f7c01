import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DocumentText } from '../documents/text.ts';
import { Stop } from '../lib/stop.ts';
import type { ProviderPlan } from './plan.ts';

/**
 * What calls are built on has to have been generated under the name that they use: the generator evades the words of
 * JavaScript, and names that it has given already.
 *
 * @throws Stop naming the line whose name has to be another one
 */
export function assertNames({ calls }: ProviderPlan, text: DocumentText, folder: string): void {
  const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
  const [functions, types] = [read('sdk.gen.ts'), read('types.gen.ts')];
  for (const { operationId, operation, bodyType, answerType, address, method } of calls) {
    const place = text.locate(['paths', address, method.toLowerCase(), 'operationId']);
    if (!functions.includes(`export const ${operation} =`) || !types.includes(`export type ${answerType} =`)) {
      throw new Stop(
        `${place}: no function can be called after the operationId "${operationId}"; choose one such as requestToken: letters and digits, and no word of JavaScript.`,
      );
    }
    if (!types.includes(`export type ${bodyType} =`)) {
      throw new Stop(
        `${place}: a grant of ${operationId} has a name that another type has, too: ${bodyType}; choose another in components.schemas.`,
      );
    }
  }
}
