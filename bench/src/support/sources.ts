import { createTokenSource, type TokenSource, type TokenSourceSettings } from '@tokenwright/core';
import type { LocalAuthority } from './authority.ts';

/** A mint source of this project. */
export function createBenchSource(authority: LocalAuthority, settings: TokenSourceSettings = {}): TokenSource {
  return createTokenSource({ key: keyOf('app'), mint: authority.mint, ...settings });
}

/** What the token of a client belongs to. */
export function keyOf(clientId: string): {
  readonly authority: string;
  readonly provider: string;
  readonly clientId: string;
  readonly credential: 'client';
} {
  return { authority: 'https://authority.example', provider: 'bench', clientId, credential: 'client' };
}
