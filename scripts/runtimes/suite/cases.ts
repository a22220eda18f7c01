import { callCases } from './calls.ts';
import type { Case } from './case.ts';
import { entryCases } from './entries.ts';
import { oneAccessCases } from './oneaccess.ts';
import { pdsCases } from './pds.ts';
import { signingCases } from './signing.ts';
import { sourceCases } from './sources.ts';

/** What has to hold everywhere. */
export const cases: readonly Case[] = [
  ...entryCases,
  ...signingCases,
  ...callCases,
  ...pdsCases,
  ...oneAccessCases,
  ...sourceCases,
];
