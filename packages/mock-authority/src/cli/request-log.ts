import type { Exchange } from '../received.ts';

/** Whatever a client sent must not be able to begin a line of its own, or to colour the terminal. */
function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** One exchange as a line of the log. */
export function logLine(exchange: Exchange): string {
  const { at, method, path, grantType, clientId, status, problem, faults } = exchange;
  const words = [new Date(at).toISOString().slice(11, 23), method, path, status === undefined ? 'cut' : String(status)];
  if (grantType !== undefined) words.push(`grant=${grantType}`);
  if (clientId !== undefined) words.push(`client=${clientId}`);
  if (problem !== undefined) words.push(`- ${problem}`);
  if (faults) words.push(...faults.map((fault) => `[fault ${fault}]`));
  return printable(words.join(' '));
}
