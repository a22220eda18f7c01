import { base64url } from 'jose';
import type { IssuedCode } from '../state/codes.ts';

const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/u;

/** The S256 challenge of a verifier (RFC 7636 section 4.2). */
export async function challengeOf(verifier: string): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64url.encode(new Uint8Array(digest));
}

/**
 * What is wrong with the verifier of a token request, or undefined. When the authorization request named no method,
 * either fits: RFC 7636 says `plain`, and Bamboocloud's page describes a hash. x-guess
 */
export async function verifierProblem(code: IssuedCode, verifier: string | undefined): Promise<string | undefined> {
  const { challenge } = code;
  if (!challenge)
    return verifier === undefined ? undefined : 'there is a code_verifier, but the login had no code_challenge';
  if (verifier === undefined) return 'code_verifier is missing, and the login had a code_challenge';
  if (!VERIFIER.test(verifier)) return 'code_verifier is not 43 to 128 of the characters that RFC 7636 allows';
  const plainFits = challenge.method !== 'S256' && verifier === challenge.value;
  const hashFits = challenge.method !== 'plain' && (await challengeOf(verifier)) === challenge.value;
  return plainFits || hashFits ? undefined : 'code_verifier does not fit the code_challenge of the login';
}
